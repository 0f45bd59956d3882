// What every page loads. Bundled by build_hooks/bundle.py; packages come from package.json.
import "htmx.org";
