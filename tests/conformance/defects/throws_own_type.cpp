// Defect: throws an exception type of its own, whose code goes with the plugin.
#include <exception>

#include "tests/conformance/defects/defect.hpp"

namespace {
class Odd final : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "something odd"; }
};
}  // namespace

void misbehave(xner::sdk::StageContext&) { throw Odd(); }
