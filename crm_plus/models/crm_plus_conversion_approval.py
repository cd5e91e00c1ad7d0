from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [
    ("pending", "To Approve"),
    ("approved", "Approved"),
    ("refused", "Refused"),
    ("withdrawn", "Withdrawn"),
]


class CrmPlusConversionApproval(models.Model):
    """Request to convert a lead whose chance is below its team's threshold.

    - A request is made with the conversion dialog. It keeps the choices made
      there and one may be pending for a lead.
    - The leader of the lead's team decides, or any sales administrator; nobody
      else, whichever way the methods are called. A refusal needs a note.
    - Approval converts the lead at once with the requester's choices, in the
      same transaction: a conversion that fails leaves the request pending. The
      team's conditions are checked again. What the requester left as the dialog
      proposed it follows the lead until then.
    - The requester, or whoever may decide, can withdraw a request. It withdraws
      itself when its lead is archived, lost, merged, moved to another team or
      converted without it.
    - Decided requests never change again. They are deleted with their lead only.

    Rows are written with these methods alone; no group may write them.
    """

    _name = "crm.plus.conversion.approval"
    _description = "Conversion Approval"
    _inherit = [
        "crm.plus.proof.mixin",
        "crm.plus.conversion.choice.mixin",
        "crm.plus.auditor.post.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    # Requester and approver discuss on the request, which neither may write.
    _mail_post_access = "read"

    name = fields.Char(
        "Lead Name",
        required=True,
        help="Name of the lead at the request, for those who may not open the lead.",
    )
    lead_id = fields.Many2one("crm.lead", required=True, index=True, ondelete="cascade")
    state = fields.Selection(
        STATES, "Status", required=True, default="pending", index=True, tracking=True
    )
    requester_id = fields.Many2one(
        "res.users", "Requested By", required=True, index=True
    )
    approver_id = fields.Many2one("res.users", required=True, index=True)
    team_id = fields.Many2one("crm.team", "Sales Team", index=True)
    company_id = fields.Many2one("res.company", index=True)
    date = fields.Datetime(
        "Requested On", required=True, default=fields.Datetime.now, index=True
    )
    note = fields.Text("Reason of the Requester")
    probability = fields.Float(
        "Chance at Request", aggregator="avg", help="In percent."
    )
    threshold = fields.Float(
        "Chance Demanded", aggregator="avg", help="In percent, at request."
    )
    decision_user_id = fields.Many2one("res.users", "Decided By", index=True)
    decision_date = fields.Datetime("Decided On")
    decision_note = fields.Text("Note of the Decision", tracking=True)
    can_decide = fields.Boolean(compute="_compute_can_decide")
    can_withdraw = fields.Boolean(compute="_compute_can_decide")

    _lead_pending_uniq = models.UniqueIndex(
        "(lead_id) WHERE state = 'pending'",
        "The approval of this conversion has already been requested.",
    )

    @api.depends("state", "team_id", "requester_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for approval in self:
            pending = approval.state == "pending"
            approver = pending and approval._is_approver()
            approval.can_decide = approver
            approval.can_withdraw = approver or (
                pending and approval.requester_id == self.env.user
            )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_approve(self, note=None):
        """Approve requests and convert their leads at once.

        :param str note: word for the requester
        :return: window action on the lead when there was one that the approver
            may open, else True
        :raise AccessError: when the user may not decide
        :raise UserError: when a request is decided already
        """
        for approval in self:
            approval._decide("approved", note)
            # before a merge, which takes the log along
            approval._log_decision(
                self.env._("%(user)s approved the conversion.", user=self.env.user.name)
            )
            approval._convert()
            approval._notify_requester(self.env._("Approved: the lead was converted."))
        if len(self) == 1 and self.lead_id.has_access("read"):
            return self.lead_id.redirect_lead_opportunity_view()
        return True

    def action_refuse(self, note=None):
        """Refuse requests; the leads remain as they are.

        :param str note: why, for the requester
        :return: True
        :raise AccessError: when the user may not decide
        :raise UserError: when there is no note or a request is decided already
        """
        if not (note or "").strip():
            raise UserError(
                self.env._("Tell the requester why: a refusal needs a note.")
            )
        for approval in self:
            approval._decide("refused", note)
            approval._log_decision(
                self.env._("%(user)s refused the conversion.", user=self.env.user.name)
            )
            approval._notify_requester(self.env._("Refused: the lead stays a lead."))
        return True

    def action_withdraw(self):
        """Take pending requests back.

        :return: True
        :raise AccessError: when the user neither asked nor may decide
        """
        for approval in self:
            approval._lock_pending()
            if not approval.can_withdraw:
                raise AccessError(
                    self.env._("Only the requester can take this request back.")
                )
        self._withdraw(self.env._("Withdrawn by %(user)s.", user=self.env.user.name))
        return True

    def action_open_decision(self):
        """Open the dialog in which the decision and its note are given.

        :return: window action; the context key ``default_decision`` says which
        """
        self.ensure_one()
        approve = self.env.context.get("default_decision") == "approved"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Approve the Conversion")
            if approve
            else self.env._("Refuse the Conversion"),
            "res_model": "crm.plus.conversion.approval.decide",
            "view_mode": "form",
            "target": "new",
            "context": {**self.env.context, "default_approval_id": self.id},
        }

    # ------------------------------------------------------------
    # Life of a request
    # ------------------------------------------------------------

    @api.model
    def _request(self, leads, options, note=False, summary=False):
        """Ask for the conversion of leads on behalf of the current user.

        :param leads: leads that wait for the decision
        :param dict options: choices of the conversion dialog by lead id
        :param str note: why the requester asks
        :param str summary: what the dialog announced, as HTML
        :return: the pending requests
        :raise UserError: when one is pending, or nobody could decide
        """
        leads.check_access("write")
        leads._lock_for_conversion()
        approvers = {team.id: team._get_conversion_approver() for team in leads.team_id}
        values = []
        for lead in leads:
            self._check_request(lead, approvers.get(lead.team_id.id))
            values.append(
                {
                    "name": lead.name,
                    "lead_id": lead.id,
                    "requester_id": self.env.uid,
                    "approver_id": approvers[lead.team_id.id].id,
                    "team_id": lead.team_id.id,
                    "company_id": lead.company_id.id,
                    "note": note,
                    "summary": summary,
                    "options": options.get(lead.id),
                    "probability": lead._get_conversion_probability(),
                    "threshold": lead.team_id.conversion_min_probability,
                }
            )
        # sudo: requests are made by this method only, after the checks above.
        approvals = self.sudo().create(values)
        approvals._announce(note)
        return approvals.sudo(False)

    @api.model
    def _check_request(self, lead, approver):
        if lead.conversion_pending_id:
            raise UserError(
                self.env._(
                    "The conversion of “%(lead)s” is already waiting for %(approver)s.",
                    lead=lead.name,
                    # sudo: the name of the one who decides is no secret.
                    approver=lead.conversion_pending_id.sudo().approver_id.name,
                )
            )
        if not approver:
            raise UserError(
                self.env._(
                    "Nobody can approve: team %(team)s has no leader.",
                    team=lead.team_id.name or self.env._("none"),
                )
            )

    def _announce(self, note):
        """Point the leads to their requests and tell the approvers."""
        bodies = {}
        for approval in self:
            approval.lead_id.conversion_pending_id = approval
            bodies[approval.lead_id.id] = self.env._(
                "Asked %(approver)s to approve the conversion.",
                approver=approval.approver_id.name,
            )
        for approver, approvals in self.grouped("approver_id").items():
            approvals.activity_schedule(
                "crm_plus.mail_activity_type_conversion",
                user_id=approver.id,
                summary=self.env._("Approve the conversion"),
                note=note,
            )
        self.lead_id._message_log_batch(bodies=bodies)

    def _is_approver(self):
        # sudo: who leads the team is needed, whether or not the lead's current
        # team can be read by the user.
        team = self.sudo().lead_id.team_id.with_user(self.env.user)
        return team._is_conversion_approver()

    def _lock_pending(self):
        """Make sure nobody else decides meanwhile.

        :raise UserError: when the request is not pending any more
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: locking a lead needs no rights on it.
        self.sudo().lead_id._lock_for_conversion()
        if self.state != "pending":
            raise UserError(
                self.env._(
                    "This request is closed already: %(state)s by %(user)s.",
                    state=dict(self._fields["state"]._description_selection(self.env))[
                        self.state
                    ],
                    user=self.decision_user_id.name or "-",
                )
            )

    def _decide(self, state, note=False):
        self._lock_pending()
        if not self._is_approver():
            raise AccessError(
                self.env._(
                    "Only the leader of team %(team)s or a sales administrator "
                    "can decide on this request.",
                    team=self.team_id.name,
                )
            )
        values = {}
        if state == "approved":
            # what was approved, not what was asked for at the time
            values["summary"] = self._get_preview(self.env.lang)
        self._close(state, note, **values)

    def _close(self, state, note, **values):
        """Write the end of a request; the caller has checked who may."""
        # sudo: nobody may write requests by hand.
        approvals = self.sudo()
        values |= {
            "state": state,
            "decision_user_id": self.env.uid,
            "decision_date": fields.Datetime.now(),
        }
        if note:
            values["decision_note"] = note
        approvals.write(values)
        # The database knows only one pending request; tell it before the next.
        approvals.flush_recordset(["state"])
        approvals.lead_id.conversion_pending_id = False
        if state == "withdrawn":
            approvals.activity_unlink(["crm_plus.mail_activity_type_conversion"])
        else:
            approvals.activity_feedback(
                ["crm_plus.mail_activity_type_conversion"], feedback=note or None
            )

    def _withdraw(self, reason):
        """Close those requests that are still pending, without a decision."""
        pending = self.sudo().filtered(  # sudo: the writer of a lead closes them
            lambda approval: approval.state == "pending"
        )
        if pending:
            pending.sudo(False)._close("withdrawn", reason)

    def _move_to_lead(self, lead):
        """Keep the requests of merged leads with the one that stays."""
        self._withdraw(
            self.env._("The lead was merged into “%(lead)s”.", lead=lead.name)
        )
        self.lead_id = lead

    def _log_decision(self, text):
        """Note the decision on the lead, for whoever works on it later."""
        self.ensure_one()
        # sudo: the lead may be out of the approver's own documents.
        self.sudo().lead_id._message_log(
            body=Markup("<p>%s</p><p>%s</p>") % (text, self.decision_note)
            if self.decision_note
            else text,
        )

    def _notify_requester(self, text):
        self.ensure_one()
        # sudo: the notification is about a request nobody may write.
        self.sudo().message_notify(
            partner_ids=self.requester_id.partner_id.ids,
            subject=self.env._("Conversion of %(lead)s", lead=self.name),
            body=f"{text} {self.decision_note or ''}".strip(),
            author_id=self.env.user.partner_id.id,
        )
