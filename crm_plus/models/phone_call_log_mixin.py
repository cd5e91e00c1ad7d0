from collections import Counter, defaultdict

from markupsafe import Markup

from odoo import models
from odoo.tools import html2plaintext, is_html_empty


class CrmPlusPhoneCallLogMixin(models.AbstractModel):
    """Show held and missed calls in the chatter of their lead or contact."""

    _name = "crm.plus.phone.call.log.mixin"
    _description = "Chatter entry of a phone call"

    def _get_logged_document(self):
        """The record in whose chatter the call belongs as it is now, or none."""
        self.ensure_one()
        if self.state not in ("held", "missed"):
            return None
        return self.lead_id or self.partner_id or None

    def _move_to_lead(self, lead):
        """Give the calls of merged leads to the one that stays."""
        # The chatter entries move by themselves.
        self.with_context(crm_plus_call_logged=True).lead_id = lead

    def _log_on_documents(self, documents_before, skip):
        """Log each call on the record it belongs to, once.

        :param documents_before: dict of call to the record it was logged on before
        :param skip: the calls that are logged by their activity
        """
        if self.env.context.get("crm_plus_call_logged"):
            return
        # Stock logs one entry a record at a time: the second call of a record waits
        # for the next round.
        rounds = defaultdict(dict)
        seen = Counter()
        for call in self - skip:
            document = call._get_logged_document()
            if document and document != documents_before.get(call):
                key = (document._name, seen[document])
                rounds[key][document.id] = call
                seen[document] += 1
        for (model_name, _round), calls in rounds.items():
            messages = (
                self.env[model_name]
                .browse(calls)
                ._message_log_batch(
                    {res_id: call._prepare_log_body() for res_id, call in calls.items()}
                )
            )
            messages.mail_activity_type_id = self.env["ir.model.data"]._xmlid_to_res_id(
                "mail.mail_activity_data_call"
            )
            for message in messages:
                # The call may be logged long after it was held.
                message.date = calls[message.res_id].date_start

    def _prepare_log_body(self):
        self.ensure_one()
        icon = "fa-phone" if self.state == "held" else "fa-phone text-danger"
        body = Markup('<p><span class="fa %s fa-fw"></span> %s: %s</p>') % (
            icon,
            self._prepare_result(),
            self._get_html_link(title=self.display_name),
        )
        if not is_html_empty(self.description):
            body += self.description
        return body

    def _prepare_result(self):
        """One line for what came out of the call."""
        self.ensure_one()
        labels = self._fields["outcome"]._description_selection(self.env)
        parts = [
            self.env._("Inbound call")
            if self.direction == "inbound"
            else self.env._("Outbound call"),
            self.env._("Missed") if self.state == "missed" else "",
            dict(labels).get(self.outcome, ""),
        ]
        if self.state == "held" and self.duration:
            minutes, seconds = divmod(round(self.duration * 60), 60)
            parts.append(f"{minutes}:{seconds:02d}")
        return " · ".join(part for part in parts if part)

    def _prepare_feedback(self):
        """What the closed activity says about the call."""
        self.ensure_one()
        lines = [self._prepare_result()]
        if not is_html_empty(self.description):
            lines.append(html2plaintext(self.description))
        return "\n".join(lines)
