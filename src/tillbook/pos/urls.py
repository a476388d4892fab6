"""The addresses of the register's screens. Nothing personal stands in them but an opaque id."""

from django.urls import path

from tillbook.pos import (
    customers,
    layout,
    recent,
    repair,
    search,
    sign_in,
    sync,
    timeline,
    welcome,
    why,
)

app_name = "pos"
urlpatterns = [
    path("", welcome.welcome, name="welcome"),
    path("layout", layout.notice, name="layout_notice"),
    path("layout/apply", layout.apply, name="layout_apply"),
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-in/connection", sign_in.switch, name="sign_in_connection"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("connection", sync.connection, name="connection"),
    path("sync", sync.status, name="sync"),
    path("sync/now", sync.now, name="sync_now"),
    path("sync/changes", sync.changes, name="changes"),
    path("sync/changes/<uuid:id>", repair.change, name="change"),
    path("sync/changes/<uuid:id>/correct", repair.correct, name="correct"),
    path("sync/changes/<uuid:id>/retry", repair.retry, name="retry_change"),
    path("sync/changes/<uuid:id>/create", repair.create_anyway, name="create_anyway"),
    path("sync/changes/<uuid:id>/discard", repair.discard, name="discard_change"),
    path("sync/connection", sync.switch, name="connection_switch"),
    path("customers/", search.results, name="results"),
    path("customers/others", search.others, name="others"),
    path("customers/recent", recent.recent, name="recent"),
    path("customers/why", why.why, name="why"),
    path("customers/new", customers.new, name="customer_new"),
    path("customers/reference", customers.reference, name="reference"),
    path("customers/<uuid:id>", customers.details, name="customer"),
    path("customers/<uuid:id>/history", timeline.history, name="customer_history"),
    path("customers/<uuid:id>/conflicts", repair.conflicts, name="conflicts"),
    path("customers/<uuid:id>/conflicts/<int:conflict>", repair.restore, name="restore_value"),
    path("customers/<uuid:id>/edit", customers.edit, name="customer_edit"),
]
