import {registry} from "@web/core/registry";
import {pivotView} from "@web/views/pivot/pivot_view";
import {PivotRenderer} from "@web/views/pivot/pivot_renderer";

/** Pivot whose single-day cells are the redder the fuller they are. */
export class LoadPivotRenderer extends PivotRenderer {
    static template = "crm_plus.LoadPivotRenderer";

    /** Value that gets the full colour: the largest of the cells that are no total. */
    get heatMaximum() {
        const values = this.table.rows
            .flatMap((row) => row.subGroupMeasurements)
            .filter((cell) => this.isHeatCell(cell))
            .map((cell) => cell.value);
        return Math.max(1, ...values);
    }

    isHeatCell(cell) {
        return (
            cell.value !== undefined && !cell.isBold && typeof cell.value === "number"
        );
    }

    getHeatStyle(cell, maximum) {
        if (!this.isHeatCell(cell) || cell.value <= 0) {
            return "";
        }
        const share = Math.min(cell.value / maximum, 1);
        return `background-color: rgba(var(--danger-rgb, 220, 53, 69), ${(share * 0.6).toFixed(2)}) !important;`;
    }
}

registry.category("views").add("crm_plus_load_pivot", {
    ...pivotView,
    Renderer: LoadPivotRenderer,
});
