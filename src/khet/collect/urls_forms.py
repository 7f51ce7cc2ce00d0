"""Addresses of forms, of the designer and of code lists."""

from django.urls import path, re_path

from khet.collect.views import codes, designs, forms, growth, parts, record_files, records, xlsforms

FORM = "collect/forms/<int:pk>/"
DESIGN = f"{FORM}design/"
RECORDS = "collect/records/<int:pk>/"
ROW = "collect/records/row/<int:pk>/"
urlpatterns = [
    path("collect/forms/", forms.listed, name="forms"),
    path("collect/forms/new/", forms.new, name="new_form"),
    path(FORM, forms.form, name="form"),
    path(f"{FORM}about/", forms.about, name="form_about"),
    path(f"{FORM}copy/", forms.copy, name="copy_form"),
    path(f"{FORM}archive/", forms.archive, name="archive_form"),
    path(f"{FORM}preview/", forms.preview, name="preview_form"),
    path(f"{FORM}publish/", forms.publish, name="publish_form"),
    path(f"{FORM}versions/<int:number>/", forms.version, name="form_version"),
    path(DESIGN, designs.design, name="design"),
    path(f"{DESIGN}begin/", designs.begin, name="begin_draft"),
    path(f"{DESIGN}drop/", designs.drop_draft, name="drop_draft"),
    path(f"{DESIGN}undo/", designs.undo, name="undo_design"),
    path(f"{DESIGN}move/", designs.move, name="move_part"),
    path(f"{DESIGN}remove/", designs.remove, name="remove_part"),
    path(f"{DESIGN}formula/", designs.formula, name="formula"),
    path(f"{DESIGN}section/new/", parts.new_section, name="new_section"),
    path(f"{DESIGN}section/<slug:key>/", parts.section, name="section"),
    path(f"{DESIGN}add/", parts.add, name="add_part"),
    path(f"{DESIGN}add/<slug:kind>/", parts.new_part, name="new_part"),
    path(f"{DESIGN}check/", parts.check, name="check"),
    path(f"{DESIGN}check/remove/", parts.remove_check, name="remove_check"),
    path(f"{DESIGN}part/<slug:key>/", parts.part, name="part"),
    path(f"{DESIGN}part/<slug:key>/<slug:inner>/", parts.inner, name="inner"),
    path("collect/forms/import/", xlsforms.bring, name="import_form"),
    path(f"{FORM}xlsform/", xlsforms.download, name="xlsform"),
    path("collect/codes/", codes.lists, name="codes"),
    path("collect/codes/new/", codes.new_list, name="new_code_list"),
    path("collect/codes/<str:key>/", codes.code_list, name="code_list"),
    path("collect/growth/", growth.tables, name="growth"),
    path("collect/growth/table.csv", growth.download, name="growth_file"),
    path("collect/records/", records.registers, name="registers"),
    path(RECORDS, records.register, name="register"),
    path(f"{RECORDS}new/", records.new_row, name="new_row"),
    re_path(r"^collect/records/(?P<pk>\d{1,18})/export\.(?P<kind>xlsx|csv)$", record_files.export, name="export_rows"),
    path(f"{RECORDS}import/", record_files.bring, name="import_rows"),
    path(f"{RECORDS}import/pattern/", record_files.pattern, name="rows_pattern"),
    path(f"{RECORDS}import/<slug:public_id>/", record_files.trial, name="try_rows"),
    path(ROW, records.row, name="row"),
    path(f"{ROW}edit/", records.edit_row, name="edit_row"),
    path(f"{ROW}archive/", records.archive_row, name="archive_row"),
]
