import {registry} from "@web/core/registry";
import {IntegerField, integerField} from "@web/views/fields/integer/integer_field";

/** A number that may be left out: zero shows as nothing, or as its placeholder. */
export class OptionalIntegerField extends IntegerField {
    static template = "crm_plus.OptionalIntegerField";
    static props = {
        ...IntegerField.props,
        placeholder: {type: String, optional: true},
    };

    get formattedValue() {
        return this.value ? super.formattedValue : "";
    }
}

registry.category("fields").add("crm_plus_optional_integer", {
    ...integerField,
    component: OptionalIntegerField,
    extractProps: (fieldInfo) => ({
        ...integerField.extractProps(fieldInfo),
        placeholder: fieldInfo.placeholder,
    }),
});
