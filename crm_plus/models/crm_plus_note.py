from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL


class CrmPlusNote(models.Model):
    """A titled note on a lead, a contact or any record with notes.

    Whoever cannot read the record reads none of its notes, so that companies
    and levels need no rules of their own here. Of those who can read it:

    - a note that is not private is read by everybody;
    - a private note is read by its author, by the owner of the record and by
      its followers, see ``mail.followers`` for who counts as one. Nobody else
      learns of it, whatever his role.

    A note is written in one's own name, on a record one may change. The author
    alone changes and deletes it; sales administrators also delete notes that are
    not private. With its record a note goes, whoever wrote it.

    The condition is part of every search, hence of counts, groups, exports and
    one2many fields; it is checked on the records for all other operations.
    """

    _name = "crm.plus.note"
    _description = "Note"
    _inherit = ["crm.plus.note.audience.mixin"]
    _order = "is_pinned desc, date desc, id desc"

    name = fields.Char("Title", required=True)
    body = fields.Html("Note")
    author_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    date = fields.Datetime(
        required=True, readonly=True, copy=False, default=fields.Datetime.now
    )
    is_pinned = fields.Boolean(
        "Pinned", copy=False, help="Pinned notes come before all others."
    )
    is_private = fields.Boolean(
        "Private",
        help="Only the author, the owner of the record and its followers see this "
        "note. Who follows later sees it if the author or the owner has added him.",
    )
    color = fields.Integer()
    attachment_ids = fields.Many2many("ir.attachment", string="Attachments", copy=False)
    res_model = fields.Char("Record Type", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Record ID", model_field="res_model", required=True, readonly=True, index=True
    )
    resource_ref = fields.Reference(
        selection="_selection_resource_ref",
        string="Record",
        compute="_compute_resource_ref",
        inverse="_inverse_resource_ref",
        help="What the note is about.",
    )
    follower_mark = fields.Integer(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The last follower of the record when the note was written.",
    )
    is_editable = fields.Boolean(
        compute="_compute_is_editable", export_string_translation=False
    )
    is_deletable = fields.Boolean(
        compute="_compute_is_editable", export_string_translation=False
    )

    _res_idx = models.Index("(res_model, res_id)")

    @api.depends("res_model", "res_id")
    def _compute_resource_ref(self):
        for note in self:
            has_record = note.res_model in self.env and note.res_id
            note.resource_ref = has_record and f"{note.res_model},{note.res_id}"

    def _inverse_resource_ref(self):
        for note in self.filtered("resource_ref"):
            record = note.resource_ref
            # one note at a time is edited in its form
            note.write({"res_model": record._name, "res_id": record.id})

    @api.depends("author_id", "is_private")
    @api.depends_context("uid")
    def _compute_is_editable(self):
        tidies = self._tidies_notes()
        for note in self:
            note.is_editable = note.author_id == self.env.user
            note.is_deletable = note.is_editable or (tidies and not note.is_private)

    @api.model
    def _selection_resource_ref(self):
        return [
            (name, self.env["ir.model"]._get(name).name)
            for name in self._get_note_models()
        ]

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        active_test=True,
        bypass_access=False,
    ):
        query = super()._search(
            domain,
            offset,
            limit,
            order,
            active_test=active_test,
            bypass_access=bypass_access,
        )
        if not (self.env.su or bypass_access or query.is_empty()):
            names = self._get_note_models_of(domain)
            query.add_where(self._get_readable_sql(query.table, names))
        return query

    def _check_access(self, operation):
        result = super()._check_access(operation)
        notes = self - result[0] if result else self
        if not any(notes._ids):
            return result
        # a note deleted meanwhile is missing, not forbidden
        forbidden = (notes - notes._filter_permitted(operation)).exists()
        if not forbidden:
            return result
        if result:
            return result[0] + forbidden, result[1]
        return forbidden, lambda: forbidden._prepare_access_error(operation)

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._prepare_new_values(vals) for vals in vals_list]
        notes = super().create(vals_list)
        notes._mark_followers()
        notes._adopt_attachments()
        return notes

    def write(self, vals):
        fixed = {"res_model", "res_id", "resource_ref", "author_id"}
        if not self.env.su and vals.keys() & fixed:
            raise AccessError(
                self.env._("A note keeps its author and stays with its record.")
            )
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_attachments()
        return result

    def action_toggle_pin(self):
        """Pin the notes, or unpin the pinned ones; who may change the record may.

        :raise AccessError: if the user may not change the record of a note
        """
        self.check_access("read")
        for model_name, notes in self.grouped("res_model").items():
            self.env[model_name].browse(notes.mapped("res_id")).check_access("write")
        for is_pinned, notes in self.grouped("is_pinned").items():
            # sudo: pinning arranges the record, it does not change what another
            # author has written
            notes.sudo().write({"is_pinned": not is_pinned})

    def action_open_record(self):
        """Open the record the note is about.

        :return: a window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    @api.model
    def _get_note_models(self):
        """Return the names of the models that have notes."""
        registry = self.env.registry
        names = registry.descendants(["crm.plus.note.mixin"], "_inherit")
        return [name for name in names if not registry[name]._abstract]

    @api.model
    def _get_note_models_of(self, domain):
        """Return the names of the models on which notes of a domain can be.

        Mostly it is one, that of the record whose form shows its notes: the rules of
        the others need not be looked at.
        """
        domain = Domain(domain)
        return [
            name
            for name in self._get_note_models()
            if not (domain & Domain("res_model", "=", name)).optimize(self).is_false()
        ]

    @api.model
    def _get_readable_sql(self, alias, model_names):
        """Return the condition under which the user reads a note.

        :param str alias: the alias of the notes in the query
        :param model_names: on which models notes are looked for
        :return: :class:`odoo.tools.SQL`
        """
        conditions = []
        for model_name in model_names:
            records = self.env[model_name]
            if not records.has_access("read"):
                continue
            query = records._search([], active_test=False)
            if query.is_empty():
                continue
            query.add_where(
                SQL(
                    "%s = %s",
                    SQL.identifier(query.table, "id"),
                    self._field_to_sql(alias, "res_id"),
                )
            )
            query.add_where(self._get_audience_sql(alias, records, query))
            conditions.append(
                SQL(
                    "(%s = %s AND EXISTS (%s))",
                    self._field_to_sql(alias, "res_model"),
                    model_name,
                    query.select(SQL("1")),
                )
            )
        if not conditions:
            return SQL("FALSE")
        return SQL("(%s)", SQL(" OR ").join(conditions))

    def _filter_permitted(self, operation):
        """Return the notes on which the user may do the operation."""
        readable = self.browse(
            self.browse()
            ._search([("id", "in", self.ids)], active_test=False)
            .get_result_ids()
        )
        if operation == "read":
            return readable
        # sudo: the fields that decide; the notes are readable to the user
        notes = readable.sudo()
        own = notes.filtered(lambda note: note.author_id.id == self.env.uid)
        if operation == "write":
            return own.sudo(False)
        if operation == "create":
            return own._filter_record_access("write").sudo(False)
        if self._tidies_notes():
            own += (notes - own).filtered(lambda note: not note.is_private)
        return own.sudo(False)

    @api.model
    def _tidies_notes(self):
        """Return whether the user deletes what others have written openly."""
        return self.env.user.has_group("sales_team.group_sale_manager")

    def _filter_record_access(self, operation):
        """Return the notes whose record the user may read, write…"""
        allowed = self.browse()
        for model_name, notes in self.grouped("res_model").items():
            # the user's own rights on the record, not those of ``self``
            records = self.env[model_name].sudo(False).browse(notes.mapped("res_id"))
            permitted = set(records.exists()._filtered_access(operation)._ids)
            allowed += notes.filtered(lambda note, ids=permitted: note.res_id in ids)
        return allowed

    def _prepare_access_error(self, operation):
        return AccessError(
            self.env._(
                "You may not do this with the note: it belongs to somebody else"
                " or it is private. (Operation: %(operation)s, Notes: %(notes)s)",
                operation=operation,
                notes=self.ids[:6],
            )
        )

    @api.model
    def _prepare_new_values(self, vals):
        """Take the record from the form's choice; refuse another's name."""
        vals = dict(vals)
        if resource := vals.pop("resource_ref", None):
            if isinstance(resource, str):
                res_model, res_id = resource.split(",")
                resource = self.env[res_model].browse(int(res_id))
            vals.update(res_model=resource._name, res_id=resource.id)
        author_id = vals.get("author_id")
        if not self.env.su and author_id and author_id != self.env.uid:
            raise AccessError(self.env._("A note is written in one's own name."))
        return vals

    def _prepare_copy_values(self, record):
        """Return the values of the same note on another record."""
        return {
            "name": self.name,
            "body": self.body,
            "author_id": self.author_id.id,
            "date": self.date,
            "is_pinned": self.is_pinned,
            "is_private": self.is_private,
            "color": self.color,
            "res_model": record._name,
            "res_id": record.id,
        }

    def _move_to(self, record):
        """Give the notes to another record.

        Its followers followed something else when the notes were written. Of them
        those count who were added by the author or the owner, and nobody who let
        himself in.
        """
        self.write({"res_model": record._name, "res_id": record.id, "follower_mark": 0})

    def _move_to_lead(self, lead):
        """Give the notes of merged leads to the one that stays."""
        self._move_to(lead)

    def _adopt_attachments(self):
        """Give files uploaded before the note was saved to the note.

        Their access then follows the note.
        """
        for note in self:
            uploads = note.attachment_ids.filtered(
                lambda file: file.res_model == self._name and not file.res_id
            )
            if uploads:
                # files of a draft: one note at a time
                uploads.write({"res_id": note.id})
