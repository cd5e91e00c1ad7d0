from odoo import api, fields, models

from .lead_batch_mixin import get_memo, get_question


class MailFollowers(models.Model):
    """Remember who added a follower, and read those of a batch of leads at once."""

    _inherit = "mail.followers"

    added_by_id = fields.Many2one(
        "res.users",
        string="Follower Added By",
        ondelete="set null",
        readonly=True,
        help="Who added the follower. Private notes written before are open to"
        " followers added by their author or by the owner of the record.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._forget_recipients()
        # no default on the field: it would fill the column of all old followers
        return super().create(
            [{**vals, "added_by_id": self.env.uid} for vals in vals_list]
        )

    def _get_recipient_data(self, records, message_type, subtype_id, pids=None):
        """Read the followers of all leads of a batch in one query."""
        get_data = super()._get_recipient_data
        memo = get_memo(self.env)
        is_one_lead = len(records) == 1 and records._name == "crm.lead"
        if (
            memo is None
            or not (is_one_lead and subtype_id)
            or pids
            or message_type == "user_notification"
        ):
            return get_data(records, message_type, subtype_id, pids=pids)
        question = get_question(self.env, "recipients", message_type, subtype_id)
        batch = records.browse(memo.record_ids)
        data = memo.ask(question, lambda: get_data(batch, message_type, subtype_id))
        if records.id not in data:
            return get_data(records, message_type, subtype_id, pids=pids)
        # Callers may change what they get: nobody gets it twice.
        return {records.id: data.pop(records.id)}

    def write(self, vals):
        self._forget_recipients()
        return super().write(vals)

    def unlink(self):
        self._forget_recipients()
        return super().unlink()

    @api.model
    def _forget_recipients(self):
        if memo := get_memo(self.env):
            memo.forget("recipients")
