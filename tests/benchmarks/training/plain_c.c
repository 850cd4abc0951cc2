/* Back-propagation in plain C, as a yardstick for what a machine can do.

   Arrays hold a row of BATCH patterns a unit, so that the compiler makes each inner loop a few
   vector instructions. The calls of an update are written out for one topology by plain_c.py:
   FORWARD, BACKWARD and GRADIENTS, with every size a constant. UNITS counts all units,
   PARAMETERS all parameters. */

#include <math.h>

#define INLINE static inline __attribute__((always_inline)) void

enum activation { SIGMOID, TANH, SOFTMAX };

/* a = f(W x + b); w has the shape units x (inputs + 1), biases last. */
INLINE forward(int inputs, int units, enum activation f, const double *w, const double *x,
               double *a)
{
    for (int u = 0; u < units; u++, w += inputs + 1, a += BATCH) {
        double z[BATCH];
        for (int p = 0; p < BATCH; p++)
            z[p] = w[inputs];
        for (int i = 0; i < inputs; i++)
            for (int p = 0; p < BATCH; p++)
                z[p] += w[i] * x[i * BATCH + p];
        for (int p = 0; p < BATCH; p++)
            a[p] = f == SIGMOID ? 1.0 / (1.0 + exp(-z[p]))
                   : f == TANH  ? 2.0 / (1.0 + exp(-2.0 * z[p])) - 1.0
                                : exp(z[p]);
    }
    if (f != SOFTMAX)
        return;
    double sum[BATCH] = {0.0};
    a -= units * BATCH;
    for (int u = 0; u < units; u++)
        for (int p = 0; p < BATCH; p++)
            sum[p] += a[u * BATCH + p];
    for (int u = 0; u < units; u++)
        for (int p = 0; p < BATCH; p++)
            a[u * BATCH + p] /= sum[p];
}

/* dL/dz of the outputs. */
INLINE output_delta(int units, const double *a, const double *y, double *delta)
{
    for (int p = 0; p < units * BATCH; p++)
        delta[p] = SQUARED ? (a[p] - y[p]) * a[p] * (1.0 - a[p]) : a[p] - y[p];
}

/* dL/dz of the inputs of a layer from its own. */
INLINE backward(int inputs, int units, enum activation f, const double *w, const double *delta,
                const double *a, double *delta_in)
{
    for (int i = 0; i < inputs; i++) {
        double sum[BATCH] = {0.0};
        for (int u = 0; u < units; u++)
            for (int p = 0; p < BATCH; p++)
                sum[p] += w[u * (inputs + 1) + i] * delta[u * BATCH + p];
        for (int p = 0; p < BATCH; p++) {
            double a_p = a[i * BATCH + p];
            delta_in[i * BATCH + p] = sum[p] * (f == TANH ? 1.0 - a_p * a_p : a_p * (1.0 - a_p));
        }
    }
}

/* dL/dw of a layer, laid out as w. */
INLINE gradients(int inputs, int units, const double *delta, const double *x, double *g)
{
    for (int u = 0; u < units; u++, delta += BATCH, g += inputs + 1) {
        for (int i = 0; i < inputs; i++) {
            double sum = 0.0;
            for (int p = 0; p < BATCH; p++)
                sum += delta[p] * x[i * BATCH + p];
            g[i] = sum;
        }
        double sum = 0.0;
        for (int p = 0; p < BATCH; p++)
            sum += delta[p];
        g[inputs] = sum;
    }
}

/* Make the updates `first` to `last` - 1; x and y hold one batch after another. */
void advance(long first, long last, long batches, double eta, double alpha, const double *present,
             double *restrict w, double *restrict v, const double *all_x, const double *all_y)
{
    double a[UNITS * BATCH], delta[UNITS * BATCH], g[PARAMETERS];
    for (long update = first; update < last; update++) {
        const double *x = all_x + update % batches * INPUTS * BATCH;
        const double *y = all_y + update % batches * OUTPUTS * BATCH;
        FORWARD
        BACKWARD
        GRADIENTS
        for (int k = 0; k < PARAMETERS; k++) {
            v[k] = alpha * v[k] - eta * g[k] * (HAS_ABSENT ? present[k] : 1.0);
            w[k] += v[k];
        }
    }
}
