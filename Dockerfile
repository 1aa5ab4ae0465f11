# One image for web, worker, beat and migrate; docker-compose.yml says which it is.
FROM python:3.11-slim AS build
COPY requirements/runtime.lock /tmp/runtime.lock
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/runtime.lock

FROM python:3.11-slim
RUN useradd --system --uid 1000 dingdan
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN pybabel --quiet compile --directory locale --domain django
# Only to read the settings while the static files are gathered; nothing of it stays.
RUN SECRET_KEY=build CREDENTIALS_KEY=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= DATABASE_URL=postgres://build REDIS_URL=redis://build \
    python manage.py collectstatic --no-input
USER dingdan
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "config.wsgi:application", "--host", "0.0.0.0", \
     "--port", "8000", "--workers", "2", "--blocking-threads", "8", "--log-level", "warning", \
     "--respawn-failed-workers", "--workers-kill-timeout", "20"]
