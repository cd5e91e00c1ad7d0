"""Build one record of a model for each scope of the access matrix.

A scope says whose record it is: a user's, in a team, in a company. Most models
need nothing here: required fields are filled by type, and fields that point to a
user, team, company, lead, order or contact take the scope's own. What cannot be
filled so has a builder in ``BUILDERS``; a variant of a model (the label of its
row carries a comma and a remark) always has one.

A builder returns values, or the record itself where no user creates such records:
those of SQL views, and what the system writes as the proof of what happened. They
come about through the business method that writes them.
"""

from dataclasses import dataclass
from itertools import count
from typing import Any

from odoo import fields
from odoo.fields import Command
from odoo.models import MAGIC_COLUMNS

from odoo.addons.crm_plus.core.phone_event import CallEvent

NUMBERS = count(1)


@dataclass(frozen=True)
class Scope:
    """Whose a sample record is."""

    user: Any
    team: Any
    company: Any

    @property
    def key(self):
        return (self.user.id, self.team.id, self.company.id)


class Samples:
    """Builds and remembers the sample records of all models and scopes."""

    def __init__(self, env):
        self.env = env
        self._records = {}

    def get(self, label, scope):
        """Return the sample record of a row in a scope.

        :param str label: model name, or model name, comma and remark
        :param Scope scope: whose record it is
        """
        key = (label, scope.key)
        if key not in self._records:
            self._records[key] = self._build(label, scope)
        return self._records[key]

    def values(self, label, scope):
        """Return values to create one more record like the sample.

        :return: a dict, or None when the records of the model come from elsewhere
        """
        model = self.env[label.split(",")[0]]
        if label not in BUILDERS:
            return self._fill(model, scope)
        built = BUILDERS[label](self, scope)
        if isinstance(built, dict):
            return built
        return built.copy_data()[0] if model._auto else None

    def _build(self, label, scope):
        model_name = label.split(",")[0]
        if label in BUILDERS:
            built = BUILDERS[label](self, scope)
            if not isinstance(built, dict):
                return built
            values = built
        else:
            values = self._fill(self.env[model_name], scope)
        model = self.env[model_name]
        is_personal = model._transient or model_name == "crm.plus.note"
        author = scope.user if is_personal else self.env.user
        record = model.with_user(author).sudo().create(values)
        return record.with_env(self.env)

    def _fill(self, model, scope):
        values = {}
        for name, field in model._fields.items():
            if field.store and not field.compute and not field.related:
                if name not in ("id", *MAGIC_COLUMNS):
                    value = self._fill_field(field, scope)
                    if value is not None:
                        values[name] = value
        for name in ("user_id", "team_id", "company_id"):
            field = model._fields.get(name)
            if field and field.store and field.compute and not field.readonly:
                values[name] = self._fill_field(field, scope)
        return values

    def _fill_field(self, field, scope):
        if field.type == "many2one":
            return self._fill_many2one(field, scope)
        if not field.required:
            return None
        today = fields.Date.to_date("2026-03-02")
        by_type = {
            "char": f"Sample {next(NUMBERS)}",
            "text": "Sample",
            "html": "<p>Sample</p>",
            "integer": 1,
            "float": 1.0,
            "monetary": 1.0,
            "date": today,
            "datetime": fields.Datetime.to_datetime("2026-03-02 09:00:00"),
        }
        if field.type == "selection" and not field.default:
            return field.get_values(self.env)[0]
        return None if field.default else by_type.get(field.type)

    def _fill_many2one(self, field, scope):
        comodel = field.comodel_name
        if comodel == "res.users":
            return scope.user.id if field.name == "user_id" or field.required else None
        own = {
            "crm.team": lambda: scope.team.id,
            "res.company": lambda: scope.company.id,
            "crm.lead": lambda: self.get("crm.lead", scope).id,
            "sale.order": lambda: self.get("sale.order", scope).id,
        }
        if comodel in own:
            return own[comodel]()
        if not field.required or field.default:
            return None
        if comodel == "res.partner":
            return self.get("res.partner", scope).id
        found = self.env[comodel].search([], limit=1)
        return (found or self.get(comodel, scope)).id


def _name(_samples, _scope):
    return {"name": f"Sample {next(NUMBERS)}"}


def _lead(_samples, scope):
    return {
        "name": "Sample",
        "type": "opportunity",
        "user_id": scope.user.id,
        "team_id": scope.team.id,
        "company_id": scope.company.id,
    }


def _partner(_samples, scope):
    return {
        "name": "Sample",
        "user_id": scope.user.id,
        "company_id": scope.company.id,
    }


def _team(_samples, scope):
    return {"name": "Sample", "company_id": scope.company.id}


def _order(samples, scope):
    return {
        "partner_id": samples.get("res.partner", scope).id,
        "user_id": scope.user.id,
        "team_id": scope.team.id,
        "company_id": scope.company.id,
    }


def _order_line(samples, scope):
    return {
        "order_id": samples.get("sale.order", scope).id,
        "display_type": "line_note",
        "name": "Sample",
    }


def _event(samples, scope):
    return {
        "name": "Sample",
        "start": "2026-03-02 09:00:00",
        "stop": "2026-03-02 10:00:00",
        "user_id": scope.user.id,
        "opportunity_id": samples.get("crm.lead", scope).id,
        "partner_ids": [Command.set(scope.user.partner_id.ids)],
    }


def _activity(samples, scope):
    return {
        "res_model_id": samples.env["ir.model"]._get_id("crm.lead"),
        "res_id": samples.get("crm.lead", scope).id,
        "user_id": scope.user.id,
        "activity_type_id": samples.env.ref("mail.mail_activity_data_todo").id,
        "summary": "Sample",
    }


def _note(samples, scope):
    return {
        "name": "Sample",
        "res_model": "crm.lead",
        "res_id": samples.get("crm.lead", scope).id,
    }


def _activity_report(samples, scope):
    lead = samples.env["crm.lead"].create(_lead(samples, scope))
    lead.message_post(
        body="Done",
        subtype_xmlid="mail.mt_activities",
        mail_activity_type_id=samples.env.ref("mail.mail_activity_data_call").id,
    )
    samples.env.flush_all()
    return samples.env["crm.activity.report"].search([("lead_id", "=", lead.id)])


def _activity_load(samples, scope):
    activity = samples.get("mail.activity", scope)
    samples.env.flush_all()
    return samples.env["crm.plus.activity.load"].browse(activity.id)


def _conversion(samples, scope):
    lead = samples.env["crm.lead"].create({**_lead(samples, scope), "type": "lead"})
    lead.convert_opportunity(samples.get("res.partner", scope))
    return lead.conversion_ids


def _conversion_approval(samples, scope):
    lead = samples.env["crm.lead"].create({**_lead(samples, scope), "type": "lead"})
    requests = samples.env["crm.plus.conversion.approval"].with_user(scope.user)
    request = requests._request(lead.with_user(scope.user), {})
    return request.with_env(samples.env)


def _conversion_condition(_samples, scope):
    return {
        "name": "Sample",
        "team_id": scope.team.id,
        "kind": "probability",
        "min_probability": 10.0,
    }


def _interaction_log(samples, scope):
    return {"res_model": "crm.lead", "res_ids": samples.get("crm.lead", scope).ids}


def _lead_history(samples, scope):
    lead = samples.env["crm.lead"].create(_lead(samples, scope))
    history = samples.env["crm.plus.lead.history"]
    samples.env.flush_all()
    history._record_pending()
    return history.search([("lead_id", "=", lead.id)])


def _outcome(samples, scope):
    lead = samples.env["crm.lead"].create(_lead(samples, scope))
    lead.action_set_won()
    return lead.outcome_ids


def _phone_event(samples, scope):
    event = CallEvent(
        uid=f"sample-{next(NUMBERS)}",
        kind="ended",
        call_uid="sample",
        direction="inbound",
        number="+493012345678",
        time=fields.Datetime.to_datetime("2026-03-02 09:00:00"),
        duration=60,
    )
    events = samples.env["crm.plus.phone.event"]
    channel = samples.get("crm.plus.phone.channel", scope)
    return events._take_in(channel, event, event.uid)


def _target(samples, scope):
    # one target for each period
    month = next(NUMBERS)
    return {
        "team_id": scope.team.id,
        "user_id": scope.user.id,
        "company_id": scope.company.id,
        "date_start": f"{2026 + month // 12}-{month % 12 + 1:02}-01",
        "target_value": 1000.0,
    }


def _sale_report(samples, scope):
    order = samples.env["sale.order"].create(_order(samples, scope))
    product = samples.env["product.product"].create({"name": "Sample"})
    order.order_line = [Command.create({"product_id": product.id})]
    samples.env.flush_all()
    return samples.env["sale.report"].search([("product_id", "=", product.id)])


BUILDERS = {
    "crm.lead": _lead,
    "crm.lead, deletion open to all sellers": _lead,
    "crm.team": _team,
    "crm.stage": _name,
    "crm.tag": _name,
    "crm.lost.reason": _name,
    "res.partner": _partner,
    "sale.order": _order,
    "sale.order.line": _order_line,
    "calendar.event": _event,
    "mail.activity": _activity,
    "crm.activity.report": _activity_report,
    "sale.report": _sale_report,
    "crm.plus.note": _note,
    "crm.plus.note, private": lambda samples, scope: {
        **_note(samples, scope),
        "is_private": True,
    },
    "crm.plus.activity.load": _activity_load,
    "crm.plus.conversion": _conversion,
    "crm.plus.conversion.approval": _conversion_approval,
    "crm.plus.conversion.condition": _conversion_condition,
    "crm.plus.interaction.log": _interaction_log,
    "crm.plus.lead.history": _lead_history,
    "crm.plus.outcome": _outcome,
    "crm.plus.phone.event": _phone_event,
    "crm.plus.target": _target,
    "crm.plus.target, of a whole team": lambda samples, scope: {
        **_target(samples, scope),
        "user_id": False,
    },
}
