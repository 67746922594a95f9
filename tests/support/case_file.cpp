// See case_file.hpp.
#include "tests/support/case_file.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace xner::test {

std::string TextCase::operator[](const std::string& key) const {
  for (const auto& [name, value] : fields)
    if (name == key) return value;
  return "";
}

bool TextCase::has(const std::string& key) const {
  for (const auto& field : fields)
    if (field.first == key) return true;
  return false;
}

std::vector<TextCase> read_cases(const std::string& file) {
  const char* source = std::getenv("XNER_SOURCE");
  if (source == nullptr) throw std::runtime_error("XNER_SOURCE is not set: run through ctest");
  std::ifstream in(std::string(source) + "/tests/cases/" + file);
  if (!in) throw std::runtime_error("cannot read tests/cases/" + file);
  std::vector<TextCase> cases;
  bool open = false;
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    const std::string place = file + ":" + std::to_string(number);
    if (line.starts_with("#")) continue;
    if (line.empty()) {
      open = false;
      continue;
    }
    const auto colon = line.find(": ");
    if (colon == std::string::npos) throw std::runtime_error(place + ": expected 'key: value'");
    if (!open) cases.push_back({place, {}});
    open = true;
    cases.back().fields.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  return cases;
}

}  // namespace xner::test
