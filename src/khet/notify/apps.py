from django.apps import AppConfig
from django.urls import reverse


class NotifyConfig(AppConfig):
    name = "khet.notify"
    label = "notify"
    verbose_name = "การแจ้งเตือน"

    def ready(self) -> None:
        from khet.notify import jobs, reads  # noqa: F401
        from khet.ui import chrome

        chrome.notices_url.fill(lambda: reverse("notify:list"))
        chrome.notices_count.fill(lambda request: reads.unread_count(chrome.Chrome(request).actor.person_id))
