"""Pages are served from here by WSGI workers."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
django_application = get_wsgi_application()

from config.checks import refuse_unsafe_settings  # noqa: E402 - needs the settings to be loaded
from config.static import with_static_files  # noqa: E402

refuse_unsafe_settings()
application = with_static_files(django_application)
