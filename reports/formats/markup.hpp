// Writing HTML and SVG that is well-formed XML whatever the data: elements are closed in order, and
// every text and attribute is escaped here. Names are literals of the program, never data.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xner::reports {

using Attribute = std::pair<const char*, std::string>;
using Attributes = std::vector<Attribute>;

class Markup {
 public:
  /// <name a="v">; an attribute with an empty value is left out.
  Markup& open(const char* name, const Attributes& attributes = {});
  /// The innermost open element. A program's error if it has another name.
  Markup& close(const char* name);
  /// Data between tags. Line breaks and tabs stay; other characters that XML forbids or that
  /// reorder text become U+FFFD.
  Markup& text(std::string_view data);
  /// An element with a text in it.
  Markup& leaf(const char* name, std::string_view data, const Attributes& attributes = {});
  /// An element that has no end tag in HTML (meta, br, col), or an empty one of SVG.
  Markup& lone(const char* name, const Attributes& attributes = {});
  /// The program's own style sheet. @throws Error{kInternal} if it holds < or &.
  Markup& style(std::string_view sheet);
  Markup& line_break();

  /// @throws Error{kInternal} if an element is open: a mistake of the program.
  [[nodiscard]] const std::string& markup() const;

 private:
  void tag(const char* name, const Attributes& attributes, const char* end);

  std::string out_;
  std::vector<std::string_view> open_;
};

/// A number for SVG's attributes: two digits behind the point at most.
[[nodiscard]] std::string svg_number(double value);

}  // namespace xner::reports
