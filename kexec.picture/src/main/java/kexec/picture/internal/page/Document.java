package kexec.picture.internal.page;

import kexec.picture.internal.draw.Markup;
import kexec.picture.internal.draw.Style;

/** An HTML document that needs no other file and runs no script. */
final class Document {

  /** A browser loads and runs nothing, whatever is in the document. */
  private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

  private static final String LIGHT =
      ":root{--page:#fff;--text:#1b2127;--quiet:#56616d;--line:#dfe3e8;--box:#f4f6f8;"
          + "--error:#b3123f;--warning:#8a5a00;--info:#2f5d8a;--added:#1b6e3c}\n";

  private static final String DARK =
      ":root{--page:#0f1318;--text:#e3e8ee;--quiet:#9aa6b2;--line:#2a323b;--box:#1a2027;"
          + "--error:#ff7a98;--warning:#f0b64a;--info:#84b8e8;--added:#6fd08c}\n";

  private static final String RULES =
      """
      :root{color-scheme:light dark}
      body{margin:0 auto;max-width:1008px;padding:24px;box-sizing:border-box;background:var(--page);color:var(--text);\
      font:15px/1.5 system-ui,-apple-system,"Segoe UI","Helvetica Neue",Arial,sans-serif}
      h1{font-size:1.45rem;margin:0 0 .3rem}
      h2{font-size:1.02rem;margin:1.9rem 0 .5rem;border-top:1px solid var(--line);padding-top:.7rem}
      p{margin:.1rem 0;color:var(--quiet);overflow-wrap:anywhere}
      figure{margin:1.2rem -24px}
      .lead{color:var(--text)}
      .verdict{font-weight:600}
      .error{color:var(--error)}.warning{color:var(--warning)}.info{color:var(--info)}
      .words{color:var(--text)}
      .mono,pre,code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;\
      font-size:.86em;direction:ltr;unicode-bidi:bidi-override}
      pre{background:var(--box);padding:.7rem .9rem;margin:0;border-radius:5px;white-space:pre-wrap;overflow-wrap:anywhere}
      .wide{overflow-x:auto}
      table{border-collapse:collapse;font-size:.93em}
      th,td{text-align:left;padding:.2rem 1.4rem .2rem 0;white-space:nowrap;border-bottom:1px solid var(--line)}
      th{font-weight:400;color:var(--quiet)}
      .size{text-align:right;font-variant-numeric:tabular-nums}
      .facts td{white-space:normal;overflow-wrap:anywhere}
      td.number{padding-right:.7rem}
      .role{display:inline-block;min-width:1.5em;text-align:center;border-radius:4px;font-size:.85em}
      .findings{list-style:none;padding:0;margin:0}
      .findings li{margin:.5rem 0;overflow-wrap:anywhere}
      del{color:var(--error)}ins{color:var(--added)}
      code{color:var(--quiet)}
      @media print{body{padding:0;max-width:none;font-size:12px}figure{margin:1rem -2.5%}h2{break-after:avoid}li,figure,.wide{break-inside:avoid}\
      .role{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
      """;

  private final Markup body = new Markup();
  private final String title;
  private final String heading;

  Document(String title, String heading) {
    this.title = title;
    this.heading = heading;
  }

  Markup body() {
    return body;
  }

  @Override
  public String toString() {
    Markup page = new Markup();
    page.raw("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
    page.raw("\n<meta charset=\"utf-8\">\n");
    page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.element("title", title);
    String dark = "@media screen and (prefers-color-scheme:dark){" + DARK + "}\n";
    page.open("style").raw("\n" + LIGHT + dark + RULES + Style.roles(".role")).close("style");
    page.close("head").open("body").raw("\n").element("h1", heading);
    return page.raw(body.toString()).close("body").close("html").toString();
  }
}
