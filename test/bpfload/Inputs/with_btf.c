struct point {
  long long x;
  long long y;
};

__attribute__((section("raw_tp"), used)) int answer(struct point *context) {
  return context->x == 5 ? 42 : 7;
}
