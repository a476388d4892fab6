"""The WSGI application of a node; loading it starts the node in this process."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tillbook.config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from tillbook.config import worker

worker.start()
