from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.mail import email_normalize

from odoo.addons.mail.tools.alias_error import AliasError

from ..core.sender import is_accepted, parse_senders

LISTS = ("sender_allowed", "sender_denied")


class CrmPlusTeamSenderMixin(models.AbstractModel):
    """Senders the e-mail alias of a team accepts.

    Two lists of domains and addresses stand beside stock's "Accept Emails From".
    A sender on the second list is always refused. When the first list holds
    anything, only senders on it may open a new lead; an answer in a conversation
    that exists is let in, so that nothing is lost. Who is refused gets stock's
    bounce message.
    """

    _name = "crm.plus.team.sender.mixin"
    _description = "Accepted senders of a team"

    sender_allowed = fields.Text(
        string="Only From",
        help="Domains or addresses that may open leads here, such as example.com. "
        "A domain covers its subdomains. Leave it empty to let everyone in.",
    )
    sender_denied = fields.Text(
        string="Never From",
        help="Domains or addresses that are refused here, also in answers.",
    )

    @api.constrains(*LISTS)
    def _check_sender_lists(self):
        for team in self:
            text = " ".join(team[name] or "" for name in LISTS)
            _entries, wrong = parse_senders(text)
            if wrong:
                raise ValidationError(
                    team.env._(
                        "These are neither e-mail domains nor addresses: %(entries)s. "
                        "Write them as example.com or sara@example.com.",
                        entries=", ".join(wrong),
                    )
                )

    def _alias_get_error(self, message, message_dict, alias):
        return super()._alias_get_error(
            message, message_dict, alias
        ) or self._get_sender_error(message_dict, self.sender_allowed)

    def _get_sender_error(self, message_dict, allowed):
        """Refuse the sender of an incoming mail, or not.

        :param dict message_dict: the parsed mail
        :param str allowed: the list that may let him in, empty for everyone
        :return: ``AliasError`` or False
        """
        email = email_normalize(message_dict["email_from"]) or ""
        if is_accepted(email, allowed or "", self.sender_denied or ""):
            return False
        return AliasError(
            "error_sender_refused", self.env._("restricted to accepted senders")
        )
