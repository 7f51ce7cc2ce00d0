"""One door to PDFium for the whole process: the library must not be entered by two threads at once."""

from threading import RLock

pdfium_door = RLock()
