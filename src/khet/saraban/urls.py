"""Addresses of letters."""

from khet.saraban.urls_letters import letter_urls
from khet.saraban.urls_registers import register_urls

app_name = "saraban"
urlpatterns = [*register_urls, *letter_urls]
