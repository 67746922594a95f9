// Whether a text is well-formed XML, as far as a page of ours can go wrong: tags that close in
// order, attributes that are quoted and there once, known references, no stray < or &.
#pragma once

#include <cctype>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace xner::test {

class XmlCheck {
 public:
  /// "" or what is wrong, with what follows there.
  [[nodiscard]] static std::string of(std::string_view text) {
    XmlCheck check(text);
    if (check.text_.starts_with("<!DOCTYPE html>")) check.at_ = 15;
    while (check.wrong_.empty() && check.at_ < text.size()) check.step();
    if (check.wrong_.empty() && !check.open_.empty())
      check.wrong("<" + check.open_.back() + "> is open");
    return check.wrong_;
  }

 private:
  explicit XmlCheck(std::string_view text) : text_(text) {}

  void wrong(const std::string& what) { wrong_ = what + ": " + std::string(text_.substr(at_, 60)); }

  void step() {
    const char c = text_[at_];
    if (c == '<') return tag();
    if (c == '&') return reference();
    if (static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t')
      return wrong("a control character");
    ++at_;
  }

  void reference() {
    const std::size_t end = text_.find(';', at_);
    const std::string name(text_.substr(at_ + 1, end - at_ - 1));
    static const std::set<std::string> kKnown{"amp", "lt", "gt", "quot", "#39", "#58", "#35"};
    if (!kKnown.contains(name)) return wrong("an unknown reference");
    at_ = end + 1;
  }

  std::string name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 ||
                                  text_[at_] == '-' || text_[at_] == ':'))
      ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  void tag() {
    ++at_;
    const bool end = text_.substr(at_).starts_with('/');
    at_ += end ? 1 : 0;
    const std::string element = name();
    if (element.empty()) return wrong("no name of an element");
    std::set<std::string> seen;
    while (at_ < text_.size() && text_[at_] == ' ' && text_.substr(at_, 3) != " />") {
      ++at_;
      const std::string key = name();
      if (key.empty() || !seen.insert(key).second || text_.substr(at_, 2) != "=\"")
        return wrong("an attribute");
      for (at_ += 2; at_ < text_.size() && text_[at_] != '"';) {
        if (text_[at_] == '<' || text_[at_] == '\n') return wrong("a character of an attribute");
        if (text_[at_] == '&')
          reference();
        else
          ++at_;
        if (!wrong_.empty()) return;
      }
      ++at_;
    }
    const bool lone = text_.substr(at_, 3) == " />";
    at_ += lone ? 2 : 0;
    if (text_.substr(at_, 1) != ">") return wrong("the end of a tag");
    ++at_;
    if (lone) return;
    if (!end) return open_.push_back(element);
    if (open_.empty() || open_.back() != element) return wrong("</" + element + "> closes another");
    open_.pop_back();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<std::string> open_;
  std::string wrong_;
};

}  // namespace xner::test
