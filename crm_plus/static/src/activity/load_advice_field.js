import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {deserializeDate} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * Shows why the chosen day is a bad one and three better days; a click on one
 * of them sets the date. It never blocks.
 */
export class LoadAdviceField extends Component {
    static template = "crm_plus.LoadAdviceField";
    static props = {
        ...standardFieldProps,
        dateField: {type: String, optional: true},
        startField: {type: String, optional: true},
        stopField: {type: String, optional: true},
    };
    static defaultProps = {dateField: "date_deadline"};

    get advice() {
        return this.props.record.data[this.props.name] || null;
    }

    /** The field is computed, so it is readonly itself; its form decides. */
    get isEditable() {
        return this.props.record.isInEdition;
    }

    /** The day in the calendar of the language, like all dates of the client. */
    formatDay(day) {
        return deserializeDate(day.date).toLocaleString({
            weekday: "short",
            day: "numeric",
            month: "short",
        });
    }

    onSelectDay(day) {
        const {record, dateField, startField, stopField} = this.props;
        const date = deserializeDate(day.date);
        if (!startField) {
            return record.update({[dateField]: date});
        }
        // a meeting keeps its hours; of a call only the start is kept
        const start = record.data[startField];
        const days = Math.round(
            date.startOf("day").diff(start.startOf("day"), "days").days
        );
        const names = [startField, stopField].filter((name) => name);
        return record.update(
            Object.fromEntries(
                names.map((name) => [name, record.data[name].plus({days})])
            )
        );
    }
}

registry.category("fields").add("crm_plus_load_advice", {
    component: LoadAdviceField,
    displayName: _t("Load Advice"),
    supportedTypes: ["json"],
    extractProps: ({options}) => ({
        dateField: options.date_field,
        startField: options.start_field,
        stopField: options.stop_field,
    }),
});
