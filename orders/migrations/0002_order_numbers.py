from django.db import migrations


class Migration(migrations.Migration):
    """The sequence behind order numbers (orders/numbers.py)."""

    dependencies = [("orders", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE orders_number", "DROP SEQUENCE orders_number"),
    ]
