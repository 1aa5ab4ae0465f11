from django.db import models


class IdempotencyKey(models.Model):
    """The answer that a key was given, kept for a day so that a repeat gets the same one."""

    scope = models.CharField(max_length=120)  # caller and operation: "member:12 place_order"
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the request body
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "key"], name="idempotency_key_once_per_scope")
        ]
