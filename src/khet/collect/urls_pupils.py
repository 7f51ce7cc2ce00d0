"""Addresses of pupils: rolls, cards, files, moves."""

from django.urls import path

from khet.collect.views import pupil_imports, pupil_moves, pupils

HERE = "collect/pupils/"
RUN = f"{HERE}import/<int:pk>/"
urlpatterns = [
    path(HERE, pupils.pupils, name="pupils"),
    path(f"{HERE}at/<slug:code>/", pupils.roll, name="pupil_roll"),
    path(f"{HERE}<int:pk>/", pupils.pupil, name="pupil"),
    path(f"{HERE}<int:pk>/personal/", pupils.personal, name="pupil_personal"),
    path(f"{HERE}<int:pk>/sensitive/", pupils.sensitive, name="pupil_sensitive"),
    path(f"{HERE}<int:pk>/go/", pupil_moves.let_go, name="let_pupil_go"),
    path(f"{HERE}arrivals/", pupil_moves.arrivals, name="pupil_arrivals"),
    path(f"{HERE}arrivals/<int:pk>/", pupil_moves.receive, name="receive_pupil"),
    path(f"{HERE}cases/", pupil_moves.cases, name="pupil_cases"),
    path(f"{HERE}cases/<int:pk>/", pupil_moves.case, name="pupil_case"),
    path(f"{HERE}year/", pupil_moves.year, name="pupil_year"),
    path(f"{HERE}year/undo/", pupil_moves.undo_year, name="undo_pupil_year"),
    path(f"{HERE}import/", pupil_imports.bring, name="pupil_imports"),
    path(RUN, pupil_imports.run, name="pupil_import"),
    path(f"{RUN}fix/", pupil_imports.fix, name="fix_pupil_import"),
    path(f"{RUN}marked/", pupil_imports.marked, name="marked_pupil_import"),
    path(f"{RUN}start/", pupil_imports.start, name="start_pupil_import"),
    path(f"{RUN}discard/", pupil_imports.discard, name="discard_pupil_import"),
]
