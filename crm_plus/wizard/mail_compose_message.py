from odoo import models


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _action_send_mail_mass_mail(self, res_ids, auto_commit=False):
        """Keep auditors from mailing in bulk, for which stock asks reading only."""
        if self.model and self.env.user._is_auditor_only():
            self.env[self.model].browse(res_ids).check_access("write")
        return super()._action_send_mail_mass_mail(res_ids, auto_commit=auto_commit)
