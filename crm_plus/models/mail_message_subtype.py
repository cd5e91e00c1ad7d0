from odoo import models

from .lead_batch_mixin import get_memo, get_question


class MailMessageSubtype(models.Model):
    _inherit = "mail.message.subtype"

    def exists(self):
        """Ask once a batch of leads; ``env.ref`` asks at each message."""
        exists = super().exists
        memo = get_memo(self.env)
        if memo is None:
            return exists()
        question = get_question(self.env, "subtype", *self.ids)
        return self.browse(memo.ask(question, lambda: exists().ids))
