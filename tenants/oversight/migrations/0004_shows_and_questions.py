import commons.kernel.models
import commons.kernel.tenancy
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('oversight', '0003_calendar_hearings_polls'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='hearingsigner',
            options={'default_permissions': (), 'verbose_name': '联名和问政代表', 'verbose_name_plural': '联名和问政代表'},
        ),
        migrations.AddField(
            model_name='hearing',
            name='broadcast_url',
            field=models.URLField(blank=True, db_default='', default='', max_length=300, verbose_name='播出网址'),
        ),
        migrations.AddField(
            model_name='hearing',
            name='host',
            field=models.CharField(blank=True, db_default='', default='', max_length=60, verbose_name='主持人'),
        ),
        migrations.AddField(
            model_name='hearing',
            name='published_on',
            field=models.DateField(blank=True, null=True, verbose_name='公布日期'),
        ),
        migrations.AddField(
            model_name='hearing',
            name='theme',
            field=models.CharField(blank=True, db_default='', default='', max_length=100, verbose_name='问政主题'),
        ),
        migrations.AddField(
            model_name='hearingsigner',
            name='qualities',
            field=models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list, verbose_name='遴选条件'),
        ),
        migrations.AddField(
            model_name='poll',
            name='questions',
            field=models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list, verbose_name='分项'),
        ),
        migrations.AddField(
            model_name='pollanswer',
            name='question',
            field=models.CharField(blank=True, db_default='', default='', max_length=60, verbose_name='分项'),
        ),
        migrations.AlterField(
            model_name='evaluation',
            name='kind',
            field=models.CharField(choices=[('midterm', '期中测评'), ('final', '年终测评'), ('handling', '办理情况测评')], default='final', max_length=10, verbose_name='类别'),
        ),
        migrations.AlterField(
            model_name='hearing',
            name='kind',
            field=models.CharField(choices=[('inquiry', '专题询问'), ('review', '专项审议'), ('investigation', '特定问题调查'), ('interview', '约谈'), ('appointment', '约见'), ('interpellation', '质询'), ('show', '代表网络问政')], max_length=14, verbose_name='方式'),
        ),
        migrations.AlterField(
            model_name='poll',
            name='kind',
            field=models.CharField(choices=[('midterm', '期中测评'), ('final', '年终测评'), ('handling', '办理情况测评')], default='final', max_length=10, verbose_name='类别'),
        ),
        migrations.CreateModel(
            name='Clue',
            fields=[
                ('uid', models.UUIDField(default=commons.kernel.models.new_uid, editable=False, primary_key=True, serialize=False, verbose_name='编号')),
                ('office_code', commons.kernel.models.OfficeCode(default=commons.kernel.tenancy.current_code, editable=False, max_length=12, verbose_name='机构代码')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='登记时间')),
                ('topic', models.CharField(max_length=40, verbose_name='问题类别')),
                ('text', models.TextField(verbose_name='问题')),
                ('group', models.CharField(max_length=60, verbose_name='代表小组')),
                ('mandate_uid', models.UUIDField(blank=True, null=True, verbose_name='反映代表任职')),
                ('set_aside_why', models.CharField(blank=True, max_length=300, verbose_name='未选用原因')),
                ('unit_name', models.CharField(blank=True, max_length=80, verbose_name='答复部门')),
                ('answer', models.TextField(blank=True, verbose_name='现场答复')),
                ('answered_by', models.CharField(blank=True, max_length=60, verbose_name='答复人')),
                ('satisfied', models.PositiveSmallIntegerField(default=0, verbose_name='满意')),
                ('basically_satisfied', models.PositiveSmallIntegerField(default=0, verbose_name='基本满意')),
                ('dissatisfied', models.PositiveSmallIntegerField(default=0, verbose_name='不满意')),
                ('document_uid', models.UUIDField(blank=True, null=True, verbose_name='交办文书')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='办理期限')),
                ('demand', models.TextField(blank=True, verbose_name='办理要求')),
                ('report', models.TextField(blank=True, verbose_name='办理情况')),
                ('reported_on', models.DateField(blank=True, null=True, verbose_name='反馈日期')),
                ('solved_on', models.DateField(blank=True, null=True, verbose_name='解决日期')),
                ('state', models.CharField(choices=[('raised', '待研判'), ('set_aside', '未选用'), ('chosen', '已选用'), ('answered', '已现场答复'), ('handed', '已交办'), ('reported', '已反馈'), ('solved', '已解决')], default='raised', max_length=10, verbose_name='状态')),
                ('asker', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clues', to='oversight.hearingsigner', verbose_name='问政代表')),
                ('show', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='clues', to='oversight.hearing', verbose_name='网络问政')),
            ],
            options={
                'verbose_name': '问政问题',
                'verbose_name_plural': '问政问题',
                'default_permissions': (),
                'indexes': [models.Index(fields=['show', 'state'], name='oversight_clue_of_show')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state', 'raised'), ('state', 'set_aside'), models.Q(('unit_name', ''), _negated=True), _connector='OR'), name='oversight_clue_asked_has_unit', violation_error_message='选用的问题应有答复部门。'), models.CheckConstraint(condition=models.Q(('state', 'solved'), ('solved_on', None), _connector='XOR'), name='oversight_clue_solved_has_date', violation_error_message='已解决的问题须有解决日期，未解决的不得有。')],
            },
        ),
    ]
