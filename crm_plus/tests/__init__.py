from . import test_composition
from . import test_stock_rows_activity
from . import test_stock_rows_contact
from . import test_stock_rows_lead
from . import test_stock_rows_sale
from . import test_stock_rows_view
