"""Pages are served from here by WSGI workers."""

import gc
import os
from importlib import import_module

gc.disable()  # everything that is loaded stays: looking for rubbish in between is a sixth of a start

from django.conf import settings  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
django_application = get_wsgi_application()

from config.checks import refuse_unsafe_settings  # noqa: E402 - needs the settings to be loaded
from config.static import with_static_files  # noqa: E402

refuse_unsafe_settings()
application = with_static_files(django_application)
import_module(settings.ROOT_URLCONF)  # now, not while the first visitor waits
gc.freeze()
gc.enable()
