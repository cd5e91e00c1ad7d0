import {registry} from "@web/core/registry";
import {normalize} from "@web/core/l10n/utils/normalize";
import {ListRenderer} from "@web/views/list/list_renderer";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {X2ManyField, x2ManyField} from "@web/views/fields/x2many/x2many_field";
import {Component, useEffect, useRef, useState} from "@odoo/owl";

/** The notes in a tab; the trash stands beside what the user may delete. */
export class NotesListRenderer extends ListRenderer {
    displayDeleteIcon(record) {
        const isAllowed = !record.resId || record.data.is_deletable;
        return isAllowed && super.displayDeleteIcon(record);
    }
}

/** The notes of a record, with a box that searches in title, text and author. */
export class NotesField extends X2ManyField {
    static template = "crm_plus.NotesField";
    static components = {...X2ManyField.components, ListRenderer: NotesListRenderer};

    setup() {
        super.setup();
        this.notesRef = useRef("notes");
        this.notesState = useState({query: ""});
        useEffect(() => this.hideOtherNotes());
    }

    get hasSearch() {
        return this.list.count > 1;
    }

    onSearchInput(ev) {
        this.notesState.query = ev.target.value;
    }

    isFound(record) {
        const {name, body, author_id} = record.data;
        const text = new DOMParser().parseFromString(body || "", "text/html").body
            .textContent;
        const words = [name, text, author_id?.display_name].filter(Boolean).join(" ");
        return normalize(words).includes(normalize(this.notesState.query.trim()));
    }

    /** What somebody else has written is opened to be read. */
    async openRecord(record) {
        if (!record.resId || record.data.is_editable) {
            return super.openRecord(record);
        }
        if (this.canOpenRecord) {
            return this._openRecord({
                record,
                context: this.props.context,
                readonly: true,
            });
        }
    }

    hideOtherNotes() {
        for (const record of this.list.records) {
            const row = this.notesRef.el?.querySelector(`[data-id="${record.id}"]`);
            row?.classList.toggle("d-none", !this.isFound(record));
        }
    }
}

registry.category("fields").add("crm_plus_notes", {
    ...x2ManyField,
    component: NotesField,
    supportedTypes: ["one2many"],
});

/** An icon where the boolean is true, nothing where it is false. */
export class FlagIconField extends Component {
    static template = "crm_plus.FlagIconField";
    static props = {...standardFieldProps, icon: String, label: {optional: true}};
}

registry.category("fields").add("crm_plus_flag_icon", {
    component: FlagIconField,
    supportedTypes: ["boolean"],
    extractProps: ({options, string}) => ({icon: options.icon, label: string}),
});
