from django.db import migrations


class Migration(migrations.Migration):
    """The numbers of a quota's slices (products/services/quota.py)."""

    dependencies = [("products", "0003_sku_floor_price")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE products_slice AS integer CYCLE", "DROP SEQUENCE products_slice"
        ),
    ]
