from odoo import api, fields, models

from ..core.company_name import company_key, person_key


class CrmPlusConversionPreviewMixin(models.AbstractModel):
    """Every record that a conversion would create or link, with the reason."""

    _name = "crm.plus.conversion.preview.mixin"
    _inherit = ["crm.plus.conversion.plan.mixin"]
    _description = "Preview of a conversion"

    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends(
        "make_opportunity",
        "make_company",
        "make_person",
        "company_name",
        "person_name",
        "link_company_id",
        "link_person_id",
        "is_other_company",
        "user_id",
        "team_id",
        "match_company_id",
    )
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = wizard.lead_id and self.env["ir.qweb"]._render(
                "crm_plus.conversion_preview", {"lines": wizard._get_preview_lines()}
            )

    def _get_preview_lines(self):
        """One dict for each record that will be created or linked."""
        self.ensure_one()
        lines = []
        if self.make_opportunity:
            lines.append(self._get_opportunity_line())
        company, person = self._get_linked_company(), self.link_person_id
        if self.make_company:
            detail = self._get_company_detail(company)
            lines.append(
                self._get_partner_line(company, self.company_name, detail)
                | {"icon": "fa-building", "label": self.env._("Company")}
            )
        if self.make_person:
            detail = self._get_person_detail(company)
            lines.append(
                self._get_partner_line(person, self.person_name, detail)
                | {"icon": "fa-user", "label": self.env._("Person")}
            )
        return lines

    def _get_partner_line(self, partner, new_name, detail):
        return {
            "is_new": not partner,
            "name": partner.display_name or new_name,
            "detail": detail,
        }

    def _get_opportunity_line(self):
        stage = self.env["crm.lead"]._stage_find(
            team_id=self.team_id.id, domain=[("fold", "=", False)]
        )
        return {
            "icon": "fa-star",
            "label": self.env._("Opportunity"),
            "is_new": True,
            "name": self.lead_id.name,
            "detail": self.env._(
                "stage %(stage)s, seller %(user)s, team %(team)s",
                stage=stage.name or "–",
                user=self.user_id.name or self.env._("nobody"),
                team=self.team_id.name or self.env._("none"),
            ),
        }

    def _get_company_detail(self, company):
        if company and company == self.match_company_id:
            return self._get_reason_text(
                "match_company_reason", company.name, self.company_name, company_key
            )
        if not company and self.match_company_id:
            return self.env._(
                "although %(company)s looks the same",
                company=self.match_company_id.display_name,
            )
        return False

    def _get_person_detail(self, company):
        person = self.link_person_id
        if self.make_company:
            name = company.name or self.company_name
            if not person:
                return self.env._("at %(company)s", company=name)
            if not person.parent_id:
                return self.env._("will be put under %(company)s", company=name)
            if person.commercial_partner_id != company:
                return self.env._(
                    "belongs to %(company)s", company=person.commercial_partner_id.name
                )
        if person and person == self.match_person_id:
            return self._get_reason_text(
                "match_person_reason", person.name, self.person_name, person_key
            )
        return False

    def _get_reason_text(self, field_name, found, wanted, get_key):
        """Say why a customer was found, and when the lead gives another name."""
        reasons = dict(self._fields[field_name]._description_selection(self.env))
        reason = reasons.get(self[field_name])
        if not wanted or get_key(wanted) == get_key(found):
            return reason
        return self.env._(
            "%(reason)s, though the lead says %(name)s", reason=reason, name=wanted
        )
