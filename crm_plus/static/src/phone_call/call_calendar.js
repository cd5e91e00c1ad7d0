import {registry} from "@web/core/registry";
import {calendarView} from "@web/views/calendar/calendar_view";

/** A name of its own, by which the style knows the calendar of phone calls. */
registry.category("views").add("crm_plus_phone_call_calendar", calendarView);
