"""What the pages of reports share."""

from model.report_page import Section, Table, write_page


def test_a_table_is_aligned_as_text():
    table = Table(("name", "n"), [("a", "1"), ("long name", "100"), ("b", "")])
    assert table.as_text() == "name         n\na            1\nlong name  100\nb"


def test_a_table_s_cells_are_text_in_html():
    text = Table(("<a>", "n"), [("x & y", "1")]).as_html()
    assert "<th>&lt;a&gt;</th>" in text
    assert "<td>x &amp; y</td>" in text
    assert "<th>" not in Table(("", ""), [("a", "1")]).as_html()


def test_sections_are_linked_where_there_are_several(tmp_path):
    first, second = Section("One <1>", "<p>a</p>", "i { }"), Section("Two", "<p>b</p>", "i { }")
    page = write_page(tmp_path, "<Mine>", [first, second]).read_text("utf-8")
    assert '<a href="#part-1">One &lt;1&gt;</a>' in page
    assert '<h2 id="part-2">Two</h2>\n<p>b</p>' in page
    assert "<title>&lt;Mine&gt;</title>" in page
    assert page.count("i { }") == 1
    assert "<nav>" not in write_page(tmp_path, "Mine", [first]).read_text("utf-8")


def test_names_that_utf_8_cannot_hold_are_written(tmp_path):
    table = Table(("file",), [("caf\udce9.jpg",)])
    page = write_page(tmp_path, "Mine", [Section("One", table.as_html())])
    assert "caf&#56553;.jpg" in page.read_text("utf-8")
