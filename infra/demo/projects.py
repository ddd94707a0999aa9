"""What the demo offices build: titles, contents, fields and sums. Sums are in fen."""

from __future__ import annotations

from typing import NamedTuple

from tenants.intake.terms import Field

WAN = 1_000_000  # fen


class Work(NamedTuple):
    title: str
    content: str
    field: Field
    cost_fen: int
    parts: tuple[str, ...] = ()


STREET = (
    Work("社区老年食堂扩建", "扩建社区老年食堂，设座位 50 个，配送餐车 2 辆。", Field.ELDERLY_CARE, 180 * WAN),
    Work("老旧小区电梯加装", "为 6 个老旧小区单元楼加装电梯 8 部。", Field.HOUSING, 320 * WAN),
    Work("社区养老服务中心建设", "建成 600 平方米社区养老服务中心，设日托床位 20 张。", Field.ELDERLY_CARE, 260 * WAN),
    Work("口袋公园建设", "利用边角地建设口袋公园 3 处。", Field.ENVIRONMENT, 90 * WAN),
    Work("背街小巷路面修复", "修复 12 条背街小巷路面 4.6 公里。", Field.INFRASTRUCTURE, 210 * WAN),
    Work("幼儿园扩建", "扩建公办幼儿园教学楼，新增学位 180 个。", Field.CHILDCARE, 480 * WAN),
    Work("社区卫生服务站设备更新", "更新 5 个社区卫生服务站检验和康复设备。", Field.HEALTH, 130 * WAN),
    Work("老旧小区雨污分流", "完成 4 个小区雨污分流改造。", Field.INFRASTRUCTURE, 240 * WAN),
)
TOWN = (
    Work("党群服务中心建设", "建成村级党群服务中心 2 处。", Field.PUBLIC_SERVICE, 260 * WAN),
    Work("背街小巷亮化", "安装背街小巷及村庄道路路灯 420 盏。", Field.INFRASTRUCTURE, 150 * WAN),
    Work("村道升级改造", "升级村道 9.8 公里。", Field.TRANSPORT, 520 * WAN),
    Work("老城更新改造", "更新老城街区给排水管网 3.2 公里。", Field.HOUSING, 610 * WAN),
    Work("联网路建设", "新建联网路 5.4 公里。", Field.TRANSPORT, 480 * WAN),
    Work("镇卫生院康复科建设", "建成康复科，设床位 20 张。", Field.HEALTH, 190 * WAN),
    Work("村小学塑胶操场", "为 3 所村小学建设塑胶操场。", Field.EDUCATION, 170 * WAN),
    Work("集贸市场改造", "改造镇区集贸市场 1 座。", Field.FOOD_SAFETY, 230 * WAN),
    Work("河道护栏加固", "加固河道护栏 1.1 公里。", Field.ENVIRONMENT, 60 * WAN),
    Work("文化广场修缮", "修缮村文化广场 1 处。", Field.PUBLIC_SERVICE, 25 * WAN),
)
COUNTY = (
    Work(
        "基础教育学位提升",
        "新增公办学位 3600 个。",
        Field.EDUCATION,
        9800 * WAN,
        ("新建小学 1 所", "扩建初中 1 所", "幼儿园补短板"),
    ),
    Work("老旧社区改造", "改造老旧社区 12 个。", Field.HOUSING, 8600 * WAN, ("管网更新", "加装电梯", "公共空间整治")),
    Work("保障性租赁住房", "筹集保障性租赁住房 600 套。", Field.HOUSING, 12000 * WAN, ("新建", "盘活")),
    Work("美丽圩镇建设", "完成 3 个圩镇美化提升。", Field.ENVIRONMENT, 6200 * WAN, ("棠下", "荷塘", "杜阮")),
    Work("区级养老服务中心", "建成区级综合养老服务中心。", Field.ELDERLY_CARE, 5400 * WAN, ("土建", "设备")),
    Work("医疗急救站点", "新建医疗急救站点 3 个。", Field.HEALTH, 2100 * WAN, ("站点建设", "车辆配置")),
    Work("农贸市场食品快检", "实现农贸市场食品快检全覆盖。", Field.FOOD_SAFETY, 900 * WAN, ("快检室", "信息公示")),
    Work("就业驿站", "建设村（社区）就业驿站 20 个。", Field.EMPLOYMENT, 800 * WAN, ("驿站", "培训")),
    Work("残疾人康复服务", "为困难重度残疾人提供居家康复服务。", Field.RELIEF, 760 * WAN, ("居家康复", "无障碍改造")),
    Work("公交线网优化", "优化公交线路 8 条，更新候车亭 60 座。", Field.TRANSPORT, 1500 * WAN, ("线路", "候车亭")),
    Work("婴幼儿托位", "新增普惠托位 400 个。", Field.CHILDCARE, 1300 * WAN, ("公办", "社区")),
    Work("体育公园", "新建社区体育公园 2 处。", Field.PUBLIC_SERVICE, 1800 * WAN, ("场地", "设施")),
)
CITY = (
    *(work._replace(title=f"全市{work.title}", cost_fen=work.cost_fen * 6) for work in COUNTY[:10]),
    Work("市级妇幼保健院新院区", "建成新院区并投用。", Field.HEALTH, 88000 * WAN, ("门诊", "住院")),
    Work("农村供水改造", "改造农村供水管网 800 公里。", Field.INFRASTRUCTURE, 42000 * WAN, ("管网", "水厂")),
)
COMMON = (
    "增设路灯",
    "修补人行道",
    "增设停车位",
    "清理河涌",
    "增设休闲座椅",
    "改造公厕",
    "修缮村道",
    "增设晾衣架",
    "更换井盖",
    "增设候车亭",
)
