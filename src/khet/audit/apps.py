from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "khet.audit"
    label = "audit"
    verbose_name = "เส้นทางการใช้งาน"
