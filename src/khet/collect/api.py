"""What programs may ask of collect, noun by noun (/api/collect/…)."""

from ninja import Router

from khet.collect import api_records, api_rounds

router = Router()
router.add_router("/collect", api_rounds.router)
router.add_router("/collect", api_records.router)
