from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="rsvp", name="rsvp_queue"),
        migrations.AddField(model_name="capacity", name="last_turn", field=models.BigIntegerField(default=0)),
        migrations.AddField(model_name="rsvp", name="turn", field=models.BigIntegerField(default=0)),
        migrations.AddField(model_name="rsvp", name="passed_over_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="rsvp",
            name="was",
            field=models.CharField(
                blank=True,
                choices=[
                    ("going", "Going"),
                    ("waiting", "Waiting"),
                    ("offered", "Offered"),
                    ("not_going", "Not Going"),
                    ("cancelled", "Cancelled"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="rsvp",
            index=models.Index(
                models.F("event"), models.F("kind"), models.F("state"), models.F("turn"), name="rsvp_queue"
            ),
        ),
        migrations.AddIndex(
            model_name="rsvp",
            index=models.Index(models.F("person"), models.F("state"), name="rsvp_of_person"),
        ),
    ]
