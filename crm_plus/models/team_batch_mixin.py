from odoo import api, models

from .lead_batch_mixin import get_memo, get_question


class CrmPlusTeamBatchMixin(models.AbstractModel):
    """Find the default team of a salesperson once for all leads of a batch."""

    _name = "crm.plus.team.batch.mixin"
    _description = "Teams of leads in batches"

    @api.model
    def _get_default_team_id(self, user_id=False, domain=False):
        find = super()._get_default_team_id
        memo = get_memo(self.env)
        if memo is None:
            return find(user_id, domain)
        question = get_question(
            self.env,
            "team",
            user_id,
            repr(domain),
            self.env.context.get("default_team_id"),
        )
        return self.browse(memo.ask(question, lambda: find(user_id, domain).ids))
