from ast import literal_eval
from collections import Counter
from operator import itemgetter

from odoo import api, fields, models
from odoo.exceptions import ValidationError

FILLABLE_TYPES = (
    "boolean",
    "char",
    "date",
    "datetime",
    "float",
    "html",
    "integer",
    "many2many",
    "many2one",
    "monetary",
    "selection",
    "text",
)
KINDS = [
    ("field", "A field is filled"),
    ("domain", "The lead matches a filter"),
    ("activity", "An activity was done"),
    ("probability", "The chance is high enough"),
]

# Fields that the "fill in" dialog can show; the others open the whole lead.
FILLABLE_FIELDS = (
    "partner_name",
    "contact_name",
    "function",
    "email_from",
    "phone",
    "website",
    "street",
    "city",
    "zip",
    "state_id",
    "country_id",
    "user_id",
    "team_id",
    "expected_revenue",
    "date_deadline",
    "priority",
    "tag_ids",
    "campaign_id",
    "medium_id",
    "source_id",
    "referred",
    "description",
)


class CrmPlusConversionCondition(models.Model):
    """What a team demands of a lead before anybody may convert it.

    A condition holds for everybody, whatever the chance of the lead and
    whoever converts it; an approval does not replace it. Kinds:

    - *field*: the field holds a value other than nothing, zero or no;
    - *domain*: the lead matches the filter;
    - *activity*: at least one activity of the type was marked done on the lead;
    - *probability*: the chance reaches the given percentage. Other than the
      team's threshold for direct conversion, no approval leads around it.
    """

    _name = "crm.plus.conversion.condition"
    _description = "Conversion Condition"
    _order = "team_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    team_id = fields.Many2one(
        "crm.team", "Sales Team", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="team_id.company_id", store=True, index=True)
    kind = fields.Selection(KINDS, required=True, default="field")
    # A name and not a record of ir.model.fields, which sellers may not read.
    field_name = fields.Selection("_selection_field_name", "Field")
    domain = fields.Char("Filter", default="[]")
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        domain=[("res_model", "in", [False, "crm.lead"])],
        ondelete="restrict",
    )
    min_probability = fields.Float("Lowest Chance (%)")
    message = fields.Char(
        "What Is Missing",
        translate=True,
        help="Shown to the salesperson while the condition is not met. "
        "When empty the name is shown.",
    )
    display_message = fields.Char(compute="_compute_display_message")

    _check_min_probability = models.Constraint(
        "CHECK(min_probability >= 0 AND min_probability <= 100)",
        "The lowest chance of a condition must be between 0 % and 100 %.",
    )

    @api.model
    def _selection_field_name(self):
        """Fields of a lead that somebody can fill in, by label."""
        lead = self.env["crm.lead"]
        labels = {
            name: field._description_string(self.env)
            for name, field in lead._fields.items()
            if field.store
            and name not in models.MAGIC_COLUMNS
            and field.export_string_translation
            and field.type in FILLABLE_TYPES
            and not name.startswith(("message_", "activity_", "conversion_"))
        }
        twice = {label for label, n in Counter(labels.values()).items() if n > 1}
        return sorted(
            (
                (name, f"{label} ({name})" if label in twice else label)
                for name, label in labels.items()
            ),
            key=itemgetter(1),
        )

    @api.depends("name", "message")
    def _compute_display_message(self):
        for condition in self:
            condition.display_message = condition.message or condition.name

    @api.constrains("kind", "field_name", "activity_type_id", "domain")
    def _check_kind(self):
        for condition in self:
            if condition.kind == "field" and not condition.field_name:
                raise ValidationError(
                    self.env._(
                        "Choose the field that “%(name)s” asks for.",
                        name=condition.name,
                    )
                )
            if condition.kind == "activity" and not condition.activity_type_id:
                raise ValidationError(
                    self.env._(
                        "Choose the activity that “%(name)s” asks for.",
                        name=condition.name,
                    )
                )
            if condition.kind == "domain":
                condition._check_domain()

    def _check_domain(self):
        self.ensure_one()
        try:
            self.env["crm.lead"].search_count(self._get_domain(), limit=1)
        except (ValueError, SyntaxError, TypeError, KeyError) as error:
            raise ValidationError(
                self.env._(
                    "The filter of “%(name)s” cannot be read: %(error)s",
                    name=self.name,
                    error=error,
                )
            ) from error

    @api.onchange("field_name", "activity_type_id", "min_probability", "kind")
    def _onchange_name(self):
        """Propose a name until the administrator writes one."""
        if self.name:
            return
        if self.kind == "field" and self.field_name:
            field = self.env["crm.lead"]._fields[self.field_name]
            self.name = self.env._(
                "%(field)s is filled", field=field._description_string(self.env)
            )
        elif self.kind == "activity" and self.activity_type_id:
            self.name = self.env._(
                "%(activity)s was done", activity=self.activity_type_id.name
            )
        elif self.kind == "probability" and self.min_probability:
            self.name = self.env._(
                "Chance of at least %(chance)g %%", chance=self.min_probability
            )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_resolve(self):
        """Take the user to where the missing thing of a lead can be supplied.

        The lead is named by the context key ``crm_plus_lead_id``.

        :return: a dialog on the field or the activity, else the lead's form
        """
        self.ensure_one()
        lead = self.env["crm.lead"].browse(self.env.context.get("crm_plus_lead_id"))
        if self.kind == "field" and self.field_name in FILLABLE_FIELDS:
            return lead._get_fill_action([self.field_name])
        if self.kind == "activity":
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Schedule Activity"),
                "res_model": "mail.activity.schedule",
                "view_mode": "form",
                "target": "new",
                "context": {
                    "active_model": "crm.lead",
                    "active_ids": lead.ids,
                    "active_id": lead.id,
                    "default_activity_type_id": self.activity_type_id.id,
                },
            }
        return lead.redirect_lead_opportunity_view()

    # ------------------------------------------------------------
    # Evaluation
    # ------------------------------------------------------------

    def _get_domain(self):
        self.ensure_one()
        return literal_eval(self.domain or "[]")

    def _filter_unmet(self, leads):
        """Return the leads that do not meet this one condition.

        :param leads: any number of leads of the condition's team
        :return: the subset for which the condition is not met
        """
        self.ensure_one()
        if self.kind == "field":
            name = self.field_name
            if name not in leads._fields:  # its addon was uninstalled
                return leads.browse()
            return leads.filtered(lambda lead: not lead[name])
        if self.kind == "domain":
            return leads - leads.filtered_domain(self._get_domain())
        if self.kind == "activity":
            return leads - self._get_leads_with_activity(leads)
        return leads.filtered(
            lambda lead: round(lead.probability, 2) < round(self.min_probability, 2)
        )

    def _get_leads_with_activity(self, leads):
        # sudo: a finished activity leaves a message; that it exists counts, also
        # when its text is not for the eyes of this user.
        groups = (
            self.env["mail.message"]
            .sudo()
            ._read_group(
                [
                    ("model", "=", "crm.lead"),
                    ("res_id", "in", leads.ids),
                    ("mail_activity_type_id", "=", self.activity_type_id.id),
                ],
                ["res_id"],
            )
        )
        return leads.browse([lead_id for (lead_id,) in groups])
