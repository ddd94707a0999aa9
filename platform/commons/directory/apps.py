from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "commons.directory"
    label = "directory"
    verbose_name = "机构目录"
