import {
    Many2ManyTagsField,
    many2ManyTagsField,
} from "@web/views/fields/many2many_tags/many2many_tags_field";
import {registry} from "@web/core/registry";

/** The contacts that may be meant; a click on one of them takes it. */
export class ContactChoiceField extends Many2ManyTagsField {
    getTagProps(tag) {
        const {record} = this.props;
        return {
            ...super.getTagProps(tag),
            canEdit: record.isInEdition,
            onClick: () => record.isInEdition && this.onSelectContact(tag),
        };
    }

    onSelectContact(tag) {
        return this.props.record.update({
            partner_id: {id: tag.resId, display_name: tag.data.display_name},
        });
    }
}

registry.category("fields").add("crm_plus_contact_choice", {
    ...many2ManyTagsField,
    component: ContactChoiceField,
    additionalClasses: ["o_field_many2many_tags"],
});
