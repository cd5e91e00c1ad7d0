import {localization} from "@web/core/l10n/localization";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useAutofocus, useService} from "@web/core/utils/hooks";
import {formatFloat, formatMonetary} from "@web/views/fields/formatters";
import {parseFloat} from "@web/views/fields/parsers";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

import {Component, useState} from "@odoo/owl";

/** Beyond it the server refuses a target. */
const TARGET_MAX = 1e15;

/**
 * Write Persian and Arabic digits and separators as the parsers read them.
 *
 * @param {string} text
 * @returns {string}
 */
export function toParsableNumber(text) {
    return text
        .replace(/[۰-۹٠-٩]/g, (digit) => String(digit.charCodeAt(0) & 0xf))
        .replaceAll("\u066c", "")
        .replaceAll("\u066b", localization.decimalPoint);
}

/**
 * Bars of the running targets of a team; a click on a bar sets its target.
 */
export class TargetBarsField extends Component {
    static template = "crm_plus.TargetBars";
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({editing: null});
        this.isSaving = false;
        useAutofocus({refName: "target", selectAll: true});
    }

    get bars() {
        return (this.props.record.data[this.props.name] || []).map((bar) => ({
            ...bar,
            key: `${bar.measure}/${bar.period_type}`,
            width: Math.min(bar.percent, 100),
            title: this.getTitle(bar),
            isReached: bar.target && bar.percent >= 100,
        }));
    }

    format(bar, value) {
        if (bar.currency_id) {
            return formatMonetary(value, {
                currencyId: bar.currency_id,
                humanReadable: true,
            });
        }
        return formatFloat(value, {trailingZeros: false, humanReadable: true});
    }

    getTitle(bar) {
        if (!bar.editable) {
            return "";
        }
        return bar.target ? _t("Change the target") : _t("Set a target");
    }

    getInputValue(bar) {
        return bar.target ? formatFloat(bar.target, {trailingZeros: false}) : "";
    }

    onClickBar(bar) {
        if (bar.editable) {
            this.state.editing = bar.key;
        }
    }

    onKeydown(ev, bar) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.save(bar, ev.target.value);
        } else if (ev.key === "Escape") {
            ev.stopPropagation();
            this.state.editing = null;
        }
    }

    async onBlur(ev, bar) {
        if (this.state.editing === bar.key && !this.isSaving) {
            await this.save(bar, ev.target.value);
            this.state.editing = null;
        }
    }

    /**
     * Read what the user typed; nothing at all removes the target.
     *
     * @param {string} text
     * @param {Object} bar
     * @returns {{value?: number|null, error?: string}}
     */
    parse(text, bar) {
        if (!text) {
            return {value: null};
        }
        let value;
        try {
            value = parseFloat(text);
        } catch {
            value = NaN;
        }
        // "Infinity" and "1e999" parse, and would reach the server as nothing at all
        if (!Number.isFinite(value)) {
            return {error: _t("%s is not a number.", text)};
        }
        if (value <= 0) {
            return {
                error: _t(
                    "A target must be greater than zero. Empty the field to have no target."
                ),
            };
        }
        if (value > TARGET_MAX) {
            return {
                error: _t(
                    "A target must not be greater than %s.",
                    formatFloat(TARGET_MAX, {digits: [16, 0]})
                ),
            };
        }
        if (!bar.currency_id && !Number.isInteger(value)) {
            return {
                error: _t("What is counted needs a whole number as its target."),
            };
        }
        return {value};
    }

    /**
     * Set the target; a value that cannot be one stays in the field.
     */
    async save(bar, typed) {
        const text = toParsableNumber(typed.trim());
        if (text === this.getInputValue(bar)) {
            this.state.editing = null;
            return;
        }
        const {value, error} = this.parse(text, bar);
        if (error) {
            this.notification.add(error, {type: "danger"});
            return;
        }
        this.isSaving = true;
        try {
            await this.orm.call("crm.team", "set_card_target", [
                [this.props.record.resId],
                bar.measure,
                value,
                bar.period_type,
            ]);
            await this.props.record.load();
        } finally {
            this.isSaving = false;
            this.state.editing = null;
        }
    }
}

registry.category("fields").add("crm_plus_target_bars", {
    component: TargetBarsField,
    displayName: _t("Target Bars"),
    supportedTypes: ["json"],
});
