from odoo import api, models
from odoo.exceptions import AccessError


class CrmPlusLinkGuardMixin(models.AbstractModel):
    """Refuse links to records that the user may not see, and forged system values.

    The framework checks whether a user may write a record, not whether he may read
    what its links point to. Names, related and stored computed fields show the
    linked record regardless of its rules, so that a guessed id would be enough to
    look into it. Links are therefore checked wherever values of a client come in:
    on creation, on writing, in defaults, and on the drafts behind a form, which
    compute without being saved. A link that is there already may stay.

    ``_guarded_links`` names the Many2one fields, each with the operation that the
    user must be allowed on the linked record. ``_system_fields`` names what the
    system alone writes: being read-only in views keeps no client from writing it.
    """

    _name = "crm.plus.link.guard.mixin"
    _description = "Guard of links"

    _guarded_links = {}
    _system_fields = frozenset()

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if not self.env.su:
            # a stray default of the context sets them no more than a client does
            for name in self._system_fields & values.keys():
                del values[name]
        self._check_links([values])
        return values

    @api.model_create_multi
    def create(self, vals_list):
        self._check_system_fields(vals_list)
        self._check_links(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_system_fields([vals])
        self._check_links([vals])
        return super().write(vals)

    def _update_cache(self, values, validate=True):
        """Check what drafts are filled with, those inside other drafts included."""
        self._check_links([values])
        return super()._update_cache(values, validate)

    def _check_links(self, vals_list):
        """Refuse new links to records on which the user lacks the right.

        :raise AccessError: naming the field, nothing of the record
        """
        if self.env.su:
            return
        for name, operation in self._guarded_links.items():
            values = [vals[name] for vals in vals_list if vals.get(name)]
            if not values:
                continue
            field = self._fields[name]
            ids = {field.convert_to_cache(value, self, False) for value in values}
            linked = self.env[field.comodel_name].browse(ids - {None})._origin
            linked -= self._origin[name]
            if linked != linked._filtered_access(operation):
                raise self._make_link_error(field, operation)

    def _make_link_error(self, field, operation):
        label = field.get_description(self.env, ["string"])["string"]
        if operation == "read":
            return AccessError(
                self.env._(
                    "You are not allowed to see the record chosen as “%(field)s”."
                    " Choose another one, or ask whoever is in charge of it.",
                    field=label,
                )
            )
        return AccessError(
            self.env._(
                "You are not allowed to change the record chosen as “%(field)s”."
                " Choose another one, or ask whoever is in charge of it.",
                field=label,
            )
        )

    def _check_system_fields(self, vals_list):
        """Refuse values that follow from something else.

        :raise AccessError: naming the fields
        """
        if not self._system_fields or self.env.su:
            return
        names = {
            name
            for vals in vals_list
            for name in self._system_fields & vals.keys()
            # a new record may say that it has none
            if vals[name] or self
        }
        if names:
            labels = self.fields_get(names, ["string"])
            raise AccessError(
                self.env._(
                    "The system alone sets %(fields)s.",
                    fields=", ".join(sorted(one["string"] for one in labels.values())),
                )
            )
