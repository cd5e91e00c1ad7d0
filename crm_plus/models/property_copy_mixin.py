from markupsafe import Markup

from odoo import api, fields, models

from ..core.property_text import filled_properties

# What may move a lead to another team.
TRIGGERS = frozenset({"team_id", "user_id", "deal_kind_id", "team_is_chosen", "type"})


class CrmPlusPropertyCopyMixin(models.AbstractModel):
    """Keep the properties of a lead that goes to another team.

    The properties of a lead are defined by its team; stock drops the values when
    the team changes. They are kept in the lead and noted in its chatter, and come
    back when the lead does.
    """

    _name = "crm.plus.property.copy.mixin"
    _description = "Kept properties of a lead"

    lead_properties_kept = fields.Json(
        copy=False,
        export_string_translation=False,
        help="Values by property for each team the lead has left.",
    )

    @api.onchange("team_id")
    def _onchange_team_properties(self):
        """Warn before properties are put aside."""
        before = self._origin._get_filled_properties().get(self._origin)
        if not before or self.team_id == self._origin.team_id:
            return None
        return {
            "warning": {
                "title": self.env._("Properties Are Put Aside"),
                "message": self.env._(
                    "%(labels)s: the team %(team)s defines these properties. They are "
                    "noted in the chatter and come back if the deal does.",
                    labels=", ".join(label for label, _text in before),
                    team=self._origin.team_id.name,
                ),
                "type": "notification",
            }
        }

    def write(self, vals):
        if TRIGGERS.isdisjoint(vals):
            return super().write(vals)
        teams = {lead: lead.team_id for lead in self}
        filled = self._get_filled_properties()
        to_raw = self._fields["lead_properties"].convert_to_cache
        values = {lead: to_raw(lead.lead_properties, lead) for lead in filled}
        result = super().write(vals)
        moved = self.filtered(lambda lead: lead.team_id != teams[lead])
        for lead in moved & self.browse().concat(*filled):
            kept = lead.lead_properties_kept or {}
            lead.lead_properties_kept = {**kept, str(teams[lead].id): values[lead]}
        moved._note_kept_properties(teams, filled)
        moved._restore_properties()
        return result

    def _get_filled_properties(self):
        """Label and text of the properties that hold something, by lead."""
        # sudo: the definition stands on the team, which the reader of a lead may
        # not be allowed to read
        defined = self.filtered(
            lambda lead: lead.sudo().team_id.lead_properties_definition
        )
        texts = {
            lead: filled_properties(properties)
            for lead, properties in zip(
                defined,
                (
                    values["lead_properties"]
                    for values in defined.read(["lead_properties"])
                ),
                strict=True,
            )
        }
        return {lead: text for lead, text in texts.items() if text}

    def _note_kept_properties(self, teams, filled):
        """Write the values that were put aside in the chatter."""
        leads = self.filtered(filled.get)
        if not leads:
            return  # stock would look up author and reply address all the same
        leads._message_log_batch(
            bodies={
                lead.id: Markup("<p>%s</p><ul>%s</ul>")
                % (
                    self.env._(
                        "Properties of the team %(team)s, put aside with the move:",
                        team=teams[lead].name,
                    ),
                    Markup().join(
                        Markup("<li>%s: %s</li>") % texts for texts in filled[lead]
                    ),
                )
                for lead in leads
            }
        )

    def _restore_properties(self):
        """Give back what the lead held when it left its present team."""
        for lead in self.filtered("lead_properties_kept"):
            kept = dict(lead.lead_properties_kept)
            values = kept.pop(str(lead.team_id.id), None)
            if values:
                lead.lead_properties = values
                lead.lead_properties_kept = kept
