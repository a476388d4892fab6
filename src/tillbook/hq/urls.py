"""Addresses of the back office's own pages. Django's admin lists stand below setup/."""

from django.urls import path
from django.views.generic import RedirectView

from tillbook.hq import check, features, finder, numbers, sign_in
from tillbook.hq.attributes import preview
from tillbook.hq.consents import purposes as consent_purposes
from tillbook.hq.consents import views as consents
from tillbook.hq.customers import timeline
from tillbook.hq.customers import views as customers
from tillbook.hq.customers import why as whereabouts
from tillbook.hq.duplicates import merging
from tillbook.hq.duplicates import queue as duplicates
from tillbook.hq.layouts import grids as button_grids
from tillbook.hq.layouts import operations as pos_operations
from tillbook.hq.layouts import screens as screen_layouts
from tillbook.hq.nodes import export, muting
from tillbook.hq.nodes import views as nodes
from tillbook.hq.nodes.stores import choose_stores
from tillbook.hq.operations import one as operation
from tillbook.hq.operations import two_versions as versions
from tillbook.hq.operations import views as operations
from tillbook.hq.parameters import views as parameters
from tillbook.hq.scheduler import schedule, schemas, sessions
from tillbook.hq.stores import views as stores

app_name = "hq"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="hq:nodes"), name="home"),
    path("login/", sign_in.sign_in, name="sign_in"),
    path("logout/", sign_in.sign_out, name="sign_out"),
    path("pages/", finder.all_pages, name="all_pages"),
    path("pages/find/", finder.palette, name="find"),
    path("check/", check.check, name="check"),
    path("parameters/<slug:tab>/", parameters.commerce_parameters, name="parameters_tab"),
    path("features/", features.features, name="features"),
    path("attributes/preview/<str:kind>/", preview.preview, name="preview_attribute"),
    path("parameters/", parameters.commerce_parameters, name="commerce_parameters"),
    path("number/", numbers.example, name="number_example"),
    path("theme/", sign_in.choose_theme, name="theme"),
    path("nodes/", nodes.health, name="nodes"),
    path("nodes/table/", nodes.table, name="nodes_table"),
    path("nodes/export/", export.export, name="nodes_export"),
    path("nodes/code/", nodes.code, name="nodes_code"),
    path("nodes/<uuid:id>/", nodes.one_node, name="node"),
    path("nodes/<uuid:id>/stores/", choose_stores, name="node_stores"),
    path("nodes/<uuid:id>/withdraw/", nodes.withdraw, name="node_withdraw"),
    path("nodes/<uuid:id>/mute/", muting.mute, name="node_mute"),
    path("nodes/<uuid:id>/unmute/", muting.unmute, name="node_unmute"),
    path("schedule/", schedule.schedule, name="schedule"),
    path("schedule/table/", schedule.table, name="schedule_table"),
    path("schedule/runs/", sessions.runs, name="runs"),
    path("schedule/jobs/<str:number>/", schedule.job, name="job"),
    path("schedule/jobs/<str:number>/part/", schedule.job_part, name="job_part"),
    path("schedule/jobs/<str:number>/run/", schedule.run, name="job_run"),
    path("schedule/jobs/<str:number>/full/", schedule.full, name="job_full"),
    path("schedule/jobs/<str:number>/change/", schedule.change, name="job_change"),
    path("schedule/schemas/", schemas.all_schemas, name="schemas"),
    path("schedule/schemas/<uuid:id>/", schemas.customer_filter, name="schema_filter"),
    path("sessions/down/", sessions.downloads, name="downloads"),
    path("sessions/down/<str:group>/<int:number>/", sessions.download, name="download"),
    path("sessions/down/<str:group>/<int:number>/retry/", sessions.retry, name="download_retry"),
    path("sessions/down/<str:group>/<int:number>/cancel/", sessions.cancel, name="download_cancel"),
    path("sessions/down/<str:group>/<int:number>/delete/", sessions.delete, name="download_delete"),
    path("sessions/up/", sessions.uploads, name="uploads"),
    path("sessions/up/<int:id>/delete/", sessions.delete_upload, name="upload_delete"),
    path("stores/", stores.all_stores, name="stores"),
    path("stores/<str:number>/", stores.one_store, name="store"),
    path("stores/<str:number>/remove/", stores.remove, name="store_remove"),
    path("stores/<str:number>/preview/", stores.preview, name="store_preview"),
    path("stores/<str:number>/choose/", stores.choose, name="store_choose"),
    path("stores/<str:number>/suggest/", stores.suggest, name="store_suggest"),
    path("stores/<str:number>/receipt-email/", stores.clear_receipt_email, name="store_clear"),
    path("layouts/", screen_layouts.all_layouts, name="screen_layouts"),
    path("layouts/new/", screen_layouts.new_layout, name="new_screen_layout"),
    path("layouts/<uuid:id>/", screen_layouts.one_layout, name="screen_layout"),
    path("layouts/<uuid:id>/remove/", screen_layouts.remove, name="screen_layout_remove"),
    path("layouts/grids/", button_grids.all_grids, name="button_grids"),
    path("layouts/grids/new/", button_grids.new_grid, name="new_button_grid"),
    path("layouts/grids/<uuid:id>/", button_grids.one_grid, name="button_grid"),
    path("layouts/grids/<uuid:id>/remove/", button_grids.remove, name="button_grid_remove"),
    path("layouts/operations/", pos_operations.pos_operations, name="pos_operations"),
    path("customers/", customers.all_customers, name="customers"),
    path("customers/new/", customers.new_customer, name="new_customer"),
    path("customers/reference/", customers.reference, name="reference"),
    path("customers/<uuid:id>/", customers.one_customer, name="customer"),
    path("customers/<uuid:id>/why/", whereabouts.why, name="customer_why"),
    path("customers/<uuid:id>/history/", timeline.history, name="customer_history"),
    path("customers/<uuid:id>/merge/", merging.choose, name="merge_with"),
    path("customers/<uuid:id>/unmerge/", merging.undo, name="unmerge"),
    path("duplicates/", duplicates.queue, name="duplicates"),
    path("duplicates/<uuid:first>/<uuid:second>/", merging.compare, name="merge"),
    path("duplicates/settle/", duplicates.settle, name="settle_duplicates"),
    path("operations/", operations.all_operations, name="operations"),
    path("operations/retry/", operations.retry_all, name="retry_all"),
    path("operations/conflicts/", versions.all_conflicts, name="conflicts"),
    path(
        "operations/conflicts/<uuid:customer>/<int:id>/", versions.two_versions, name="two_versions"
    ),
    path("operations/<uuid:id>/", operation.one_operation, name="operation"),
    path("operations/<uuid:id>/correct/", operation.correct, name="correct_operation"),
    path("operations/<uuid:id>/retry/", operation.retry, name="retry_operation"),
    path("operations/<uuid:id>/create/", operation.create_anyway, name="create_anyway"),
    path("operations/<uuid:id>/discard/", operation.discard, name="discard_operation"),
    path("consents/", consents.all_answers, name="consents"),
    path("consents/<int:id>/", consents.proof, name="consent_proof"),
    path("consents/purposes/", consent_purposes.all_purposes, name="consent_purposes"),
    path("consents/purposes/new/", consent_purposes.new_purpose, name="new_consent_purpose"),
    path("consents/purposes/<uuid:id>/", consent_purposes.new_wording, name="new_wording"),
]
