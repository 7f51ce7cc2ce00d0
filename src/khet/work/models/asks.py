"""What is asked of everybody on one basis (a letter, a round, an order)."""

from django.db import models


class Ask(models.Model):
    """One thing asked on a basis, of any registered kind: รับทราบ, ตอบภายใน, แนบไฟล์, …; marked ก ข ค in order."""

    basis_kind = models.CharField(max_length=40)
    basis_id = models.BigIntegerField()
    order = models.PositiveSmallIntegerField("ลำดับ", default=0)
    kind = models.CharField("แบบ", max_length=40)
    label = models.CharField("สิ่งที่ขอ", max_length=200)
    due_at = models.DateTimeField("กำหนด", null=True, blank=True)
    due_is_date = models.BooleanField("กำหนดเป็นวัน ไม่ระบุเวลา", default=True)
    budget_minutes = models.PositiveIntegerField("เวลาทำการที่ให้ (นาที)", null=True, blank=True)
    options = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["basis_kind", "basis_id", "order"], name="work_ask_order_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def mark(self) -> str:
        """ก ข ค … as officers count."""
        letters = "กขคงจฉชซญฐณดตถทธนบปผพฟภมยรลวสหอ"
        return letters[self.order] if self.order < len(letters) else str(self.order + 1)
