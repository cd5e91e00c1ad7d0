from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime

from ..core.conversion import conversion_gate


class Gate(NamedTuple):
    """What stands between a lead and its conversion."""

    state: str
    unmet: models.Model


class CrmPlusConversionGateMixin(models.AbstractModel):
    """The gate a lead passes on its way to an opportunity.

    A team may set conditions and a chance from which its leads are converted
    directly. The gate is kept on the model: whichever way a user turns a lead
    into an opportunity, it is asked. Code that runs as superuser (the mail
    gateway, a server action, an approval) has decided already and passes.

    Merging is not converting: duplicates may be put together at any time, and a
    lead put into an opportunity makes no new deal. The merge of the conversion
    dialog is asked all the same, because there the user converts.
    """

    _name = "crm.plus.conversion.gate.mixin"
    _description = "Gate of the conversion"

    def _get_conversion_gates(self):
        """Ask for each lead whether the current user may convert it now.

        :return: dict lead id → :class:`Gate`
        """
        nothing = self.env["crm.plus.conversion.condition"]
        unmet = dict.fromkeys(self.ids, nothing)
        states = {}
        for team, leads in self.grouped("team_id").items():
            # sudo: a team's rules bind also those who cannot read them.
            conditions = team.sudo().conversion_condition_ids
            for condition in conditions:
                for lead in condition._filter_unmet(leads):
                    unmet[lead.id] += condition.sudo(False)
            approver = team._is_conversion_approver()
            threshold = team.conversion_min_probability
            for lead in leads:
                states[lead.id] = conversion_gate(
                    lead._get_conversion_probability(),
                    threshold,
                    unmet=len(unmet[lead.id]),
                    approver=approver,
                )
        return {lead.id: Gate(states[lead.id], unmet[lead.id]) for lead in self}

    def _get_conversion_probability(self):
        """The chance that counts for the team's threshold."""
        self.ensure_one()
        if self.team_id.conversion_automated_only:
            return self.automated_probability
        return self.probability

    def _check_conversion_allowed(self):
        """Refuse leads that their team's gate keeps back.

        :raise UserError: naming each lead and what it lacks
        """
        if self.env.su:
            return
        gates = self._get_conversion_gates()
        lines = [
            lead._get_gate_message(gates[lead.id])
            for lead in self
            if gates[lead.id].state != "open"
        ]
        if lines:
            raise UserError("\n".join(lines))

    def _get_gate_message(self, gate):
        self.ensure_one()
        if gate.state == "blocked":
            return self.env._(
                "“%(lead)s” cannot be converted yet. Missing: %(missing)s",
                lead=self.name,
                missing=", ".join(gate.unmet.mapped("display_message")),
            )
        return self.env._(
            "“%(lead)s” has a chance of %(chance).0f %%; team %(team)s converts "
            "directly from %(threshold).0f %% only. Ask for approval with the "
            "Convert button.",
            lead=self.name,
            chance=self._get_conversion_probability(),
            team=self.team_id.name,
            threshold=self.team_id.conversion_min_probability,
        )

    def _lock_for_conversion(self):
        """Let one conversion of a lead wait for another, and see its result.

        A second transaction stops here until the first one ends. Its view of
        the lead is outdated by then, so that the server runs the request anew,
        and it meets :meth:`_check_not_converted`.
        """
        # SQL: the ORM's lock skips rows that are taken; here waiting is the point,
        # because only then can we say who converted the lead. Sorted against
        # deadlocks.
        self.env.cr.execute(
            SQL(
                "SELECT id FROM crm_lead WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                tuple(self.ids) or (0,),
            )
        )

    def _check_not_converted(self):
        """Refuse leads that were converted before.

        :raise UserError: naming who converted the first of them, and when
        """
        for lead in self:
            done = lead.conversion_status and (
                lead.type == "opportunity" or not lead.active
            )
            if done:
                raise UserError(
                    self.env._(
                        "“%(lead)s” was already converted by %(user)s on %(date)s.",
                        lead=lead.name,
                        # sudo: the name of a colleague whose conversion this user
                        # may not open.
                        user=lead.sudo().conversion_ids[:1].user_id.name
                        or self.env._("somebody"),
                        date=format_datetime(self.env, lead.date_conversion),
                    )
                )
