// See toml_depth.hpp.
#include "harness/base/toml_depth.hpp"

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/limits.hpp"

namespace xner {
namespace {

class Scanner {
 public:
  Scanner(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  void scan() {
    for (; at_ < text_.size(); ++at_) {
      switch (text_[at_]) {
        case '"':
        case '\'':
          skip_string();
          break;
        case '#':
          while (at_ + 1 < text_.size() && text_[at_ + 1] != '\n') ++at_;
          break;
        case '.':
          if (++dots_ >= kMaxKeyDepth) refuse("a key of at most", kMaxKeyDepth, "segments");
          break;
        case '[':
        case '{':
          dots_ = 0;
          if (++nesting_ > kMaxTomlNesting)
            refuse("lists and tables at most", kMaxTomlNesting, "deep");
          break;
        case ']':
        case '}':
          dots_ = 0;
          if (nesting_ > 0) --nesting_;
          break;
        case '\n':
          ++line_;
          dots_ = 0;
          break;
        case '=':
        case ',':
          dots_ = 0;
          break;
        default:
          break;
      }
    }
  }

 private:
  /// From its opening quote to its last closing one: a long string may end in up to five.
  void skip_string() {
    const char quote = text_[at_];
    const std::string_view triple = quote == '"' ? "\"\"\"" : "'''";
    const bool is_long = text_.substr(at_, 3) == triple;
    at_ += is_long ? 3 : 1;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (is_long ? text_.substr(at_, 3) == triple : c == quote || c == '\n') break;
      if (quote == '"' && c == '\\') ++at_;
      if (at_ < text_.size() && text_[at_] == '\n') ++line_;
    }
    if (at_ >= text_.size()) return;
    if (!is_long && text_[at_] == '\n') --at_;  // no string of TOML: the line ends as any other
    if (!is_long) return;
    at_ += 2;
    for (int more = 0; more < 2 && at_ + 1 < text_.size() && text_[at_ + 1] == quote; ++more) ++at_;
  }

  [[noreturn]] void refuse(std::string_view what, std::size_t most, std::string_view unit) const {
    throw Error(ErrorKind::kUsage, fmt::format("expected {} {} {}, found more", what, most, unit),
                Place{name_, line_, 0});
  }

  std::string_view text_;
  const std::string& name_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t dots_ = 0;
  std::size_t nesting_ = 0;
};

}  // namespace

void check_toml_depth(std::string_view text, const std::string& name) {
  Scanner(text, name).scan();
}

}  // namespace xner
