"""Nothing any more: services.shipping loads the indicators after every migration. It stays for those who ran it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("insight", "0001_initial")]
    operations: list[migrations.operations.base.Operation] = []
