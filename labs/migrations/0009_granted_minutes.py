from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("labs", "0008_model_judge"),
    ]

    operations = [
        migrations.AddField(
            model_name="labsession",
            name="granted_minutes",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
